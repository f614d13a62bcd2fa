using System.Net;
using System.Net.Sockets;
using Millwright.Mqtt.Messages;
using Millwright.Protocols.Tests.Mqtt.Server;

namespace Millwright.Protocols.Tests.Mqtt.Client;

/// <summary>A TCP peer that speaks MQTT as a test tells it to.</summary>
internal sealed class ScriptedBroker : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TcpClient? _connection;

    public ScriptedBroker() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Takes the next connection and its CONNECT, and answers with success.</summary>
    public async Task<TestPacket> AcceptAsync(bool sessionPresent = false, Action<PropertyBuilder>? properties = null, MqttReasonCode code = MqttReasonCode.Success)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        _connection?.Dispose();
        _connection = await _listener.AcceptTcpClientAsync(limit.Token);
        var connect = await ReceiveAsync(MqttPacketType.Connect);
        var builder = new PropertyBuilder();
        properties?.Invoke(builder);
        await SendConnAckAsync(sessionPresent, code, builder);
        return connect;
    }

    public async Task<TestPacket> ReceiveAsync(MqttPacketType type)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        var stream = _connection!.GetStream();
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, limit.Token);
        Assert.True(head[1] < 128, "the script knows short packets only");
        var body = new byte[head[1]];
        await stream.ReadExactlyAsync(body, limit.Token);
        Assert.Equal(type, (MqttPacketType)(head[0] >> 4));
        return new TestPacket(type, (byte)(head[0] & 15), body);
    }

    public async Task SendAsync(params byte[] bytes) => await _connection!.GetStream().WriteAsync(bytes);

    /// <summary>The next packet is a PUBLISH with an identifier; returns it.</summary>
    public async Task<(ushort Id, string Payload, bool Duplicate)> ReceivePublishAsync()
    {
        var packet = await ReceiveAsync(MqttPacketType.Publish);
        Assert.Equal(MqttReasonCode.Success, PublishPacket.TryRead(packet.Flags, packet.Body, MqttVersion.V5, out var publish));
        return (publish.PacketId, Utf8Text.ToText(publish.Payload), publish.Duplicate);
    }

    public Task AckAsync(MqttPacketType type, ushort id) =>
        SendAsync((byte)(((int)type << 4) | (type == MqttPacketType.PubRel ? 2 : 0)), 2, (byte)(id >> 8), (byte)id);

    public void Cut()
    {
        _connection!.Client.LingerState = new LingerOption(true, 0);
        _connection.Dispose();
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _listener.Dispose();
    }

    private async Task SendConnAckAsync(bool sessionPresent, MqttReasonCode code, PropertyBuilder properties)
    {
        var bytes = new byte[128];
        var count = new ConnAckPacket { SessionPresent = sessionPresent, ReasonCode = code, EncodedProperties = properties.Encoded }.WriteTo(bytes, MqttVersion.V5);
        await SendAsync(bytes[..count]);
    }
}
