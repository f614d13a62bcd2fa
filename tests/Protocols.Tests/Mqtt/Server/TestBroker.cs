using Millwright.Mqtt.Access;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using Millwright.Mqtt.Storage;
using Millwright.Protocols.Tests.Fakes;

namespace Millwright.Protocols.Tests.Mqtt.Server;

/// <summary>A broker without network and with a clock that is told what time it is.</summary>
internal sealed class TestBroker : IDisposable
{
    private static readonly OpenAccess Open = new();

    public TestBroker(Func<MqttBrokerOptions, MqttBrokerOptions>? change = null, StoredState? state = null)
    {
        var options = new MqttBrokerOptions { Authenticator = Open, Authorizer = Open, Time = Time, SysInterval = TimeSpan.Zero };
        Options = change?.Invoke(options) ?? options;
        Options.Validate();
        Engine = new BrokerEngine(Options);
        Engine.Restore(state ?? new StoredState());
    }

    public ManualTime Time { get; } = new();

    public MqttBrokerOptions Options { get; }

    public BrokerEngine Engine { get; }

    public MqttBrokerStatistics Statistics => Engine.Statistics();

    /// <summary>A line that has not sent CONNECT.</summary>
    public TestClient Line(MqttVersion version = MqttVersion.V5)
    {
        var line = new FakeLine();
        var connection = new BrokerConnection(Engine, line, null, "test", onLoop: false);
        if (Engine.Add(connection))
            connection.Start();
        return new TestClient(line, version);
    }

    /// <summary>A connected client; its CONNACK was a success.</summary>
    public TestClient Connect(string clientId, MqttVersion version = MqttVersion.V5, bool clean = true, uint expiry = 0, Action<PropertyBuilder>? properties = null, Will? will = null, ushort keepAlive = 0)
    {
        var client = Line(version);
        client.SendConnect(clientId, clean, expiry, properties, will, keepAlive);
        client.Welcome = client.Expect(MqttPacketType.ConnAck);
        Assert.Equal(0, client.Welcome.Body[1]);
        return client;
    }

    /// <summary>Lets time pass, and the broker act on it.</summary>
    public void Pass(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public void Dispose() => Engine.Dispose();

    internal sealed record Will(string Topic, string Payload, MqttQos Qos = MqttQos.AtMostOnce, bool Retain = false, uint Delay = 0);
}
