using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Millwright.Mqtt.Access;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using Millwright.Wire.Transports;

namespace Millwright.Protocols.Tests.Mqtt.Server;

/// <summary>Broker and client over real sockets, on the I/O loop and without it.</summary>
public sealed class BrokerSocketTests : IDisposable
{
    private readonly IoLoop? _loop = IoLoop.IsSupported ? new IoLoop() : null;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(120), TimeProvider.System);

    public static TheoryData<bool> Loops => IoLoop.IsSupported ? [true, false] : [false];

    private CancellationToken Patience => _limit.Token;

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task Messages_of_any_size_come_whole_and_in_order(bool onLoop)
    {
        await using var broker = await StartAsync(onLoop);
        var port = broker.ListenTcp(new IPEndPoint(IPAddress.Loopback, 0)).Port;
        await using var client = Client(port, onLoop);
        await client.ConnectedAsync(Patience);
        await client.SubscribeAsync("t/#", MqttQos.ExactlyOnce, Patience);
        int[] sizes = [0, 1, 127, 128, 16_384, 70_000, 1_000_000, 3_000_000, 5];
        var publishing = Task.WhenAll(sizes.Select(size => client.PublishAsync(new MqttPublication("t/x", new byte[size], MqttQos.AtLeastOnce), Patience).AsTask()));
        foreach (var size in sizes)
            Assert.Equal(size, (await client.ReceiveAsync(Patience)).Payload.Length);
        await publishing;
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task A_request_finds_its_response_and_a_disconnect_its_way(bool onLoop)
    {
        await using var broker = await StartAsync(onLoop);
        var port = broker.ListenTcp(new IPEndPoint(IPAddress.Loopback, 0)).Port;
        await using var server = Client(port, onLoop);
        await using var client = Client(port, onLoop);
        await server.ConnectedAsync(Patience);
        await server.SubscribeAsync("ask", MqttQos.AtLeastOnce, Patience);
        var asking = client.RequestAsync("ask", "q"u8.ToArray(), Patience);
        await server.RespondAsync(await server.ReceiveAsync(Patience), "a"u8.ToArray(), Patience);
        Assert.Equal("a"u8.ToArray(), await asking);
        Assert.True(broker.Disconnect(client.ClientId));
        await UntilAsync(() => !client.IsConnected || broker.Statistics.Accepted >= 3);
        await client.ConnectedAsync(Patience);
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task A_storm_of_reconnects_is_served_and_leaves_nothing_behind(bool onLoop)
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_MQTT_STORM"), CultureInfo.InvariantCulture, out var asked) ? asked : 300;
        await using var broker = await StartAsync(onLoop);
        var endPoint = broker.ListenTcp(new IPEndPoint(IPAddress.Loopback, 0));
        for (var wave = 0; wave < 2; wave++)
        {
            var sockets = new List<Socket>();
            for (var i = 0; i < count; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(endPoint, Patience);
                var id = System.Text.Encoding.ASCII.GetBytes(i.ToString("00000", CultureInfo.InvariantCulture));
                await socket.SendAsync(new byte[] { 0x10, 17, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 0, 0, 0, 0, 5 }.Concat(id).ToArray(), Patience);
                sockets.Add(socket);
            }
            var answer = new byte[4];
            foreach (var socket in sockets)
            {
                Assert.Equal(4, await socket.ReceiveAsync(answer, Patience));
                Assert.Equal((wave, 0), (answer[2], answer[3]));
            }
            Assert.Equal(count, broker.Statistics.Connections);
            foreach (var socket in sockets)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
            await UntilAsync(() => broker.Statistics.Connections == 0);
        }
        Assert.Equal(count, broker.Statistics.Sessions);
        Assert.All(broker.Statistics.Refusals, refused => Assert.Equal(0, refused));
    }

    public void Dispose()
    {
        _loop?.Dispose();
        _limit.Dispose();
    }

    private async Task<MqttBroker> StartAsync(bool onLoop)
    {
        var access = new OpenAccess();
        var broker = new MqttBroker(new MqttBrokerOptions { Authenticator = access, Authorizer = access, Loop = onLoop ? _loop : null });
        await broker.StartAsync(Patience);
        return broker;
    }

    private MqttClient Client(int port, bool onLoop)
    {
        var client = new MqttClient(new MqttClientOptions { Host = "127.0.0.1", Port = port, Loop = onLoop ? _loop : null, MinReconnectDelay = TimeSpan.FromMilliseconds(1) });
        client.Start();
        return client;
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Patience);
    }
}
