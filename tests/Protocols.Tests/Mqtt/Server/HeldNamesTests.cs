using System.Globalization;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using static Millwright.Mqtt.Messages.MqttPacketType;

namespace Millwright.Protocols.Tests.Mqtt.Server;

/// <summary>Names of 65,535 bytes each, as many as the counts allow: what they hold has an end, and is given back.</summary>
public sealed class HeldNamesTests
{
    private const int Longest = 65_535;

    [Fact]
    public void Long_client_identifiers_are_refused_when_all_have_too_many_and_taken_again_when_others_left()
    {
        using var broker = new TestBroker(Small);
        var clients = new List<TestClient>();
        for (var i = 0; ; i++)
        {
            var client = broker.Line();
            client.SendConnect(Long(i));
            if (client.Expect(ConnAck).Body[1] is var code and not 0)
            {
                Assert.Equal((byte)MqttReasonCode.QuotaExceeded, code);
                break;
            }
            clients.Add(client);
            Assert.InRange(clients.Count, 1, 200);
        }
        Assert.Equal(clients.Count * 2L * Longest, broker.Statistics.NameBytes);
        // One that has its session is not turned away by what others hold.
        broker.Connect(Long(0));
        clients[1].Disconnect();
        broker.Connect(Long(1));
    }

    [Fact]
    public void Long_wills_count_once_and_end_with_their_sessions()
    {
        using var broker = new TestBroker(Small);
        var will = new TestBroker.Will(new string('w', 60_000), "x");
        for (var i = 0; i < 100; i++)
            broker.Connect("a", expiry: 100, clean: false, will: will);
        Assert.InRange(broker.Statistics.NameBytes, 60_000, 61_000);
        broker.Connect("a", clean: true).Disconnect();
        Assert.Equal(0, broker.Statistics.NameBytes);
    }

    [Fact]
    public void Long_filters_of_one_client_have_an_end_before_those_of_all()
    {
        using var broker = new TestBroker(Small);
        var a = broker.Connect("a");
        var granted = 0;
        while (a.Subscribe(Long(granted)) == MqttReasonCode.Success)
            granted++;
        Assert.InRange(granted, 1, 20);
        Assert.Equal(MqttReasonCode.QuotaExceeded, a.Subscribe(Long(granted)));
        // Again is nothing new, one less makes room, and others have theirs.
        Assert.Equal(MqttReasonCode.Success, a.Subscribe(Long(0)));
        Assert.Equal(MqttReasonCode.Success, a.Unsubscribe(Long(0)));
        Assert.Equal(MqttReasonCode.Success, a.Subscribe(Long(granted)));
        Assert.Equal(MqttReasonCode.Success, broker.Connect("b").Subscribe(Long(0)));
        a.Disconnect();
        Assert.InRange(broker.Statistics.NameBytes, 3 * Longest, 4 * Longest);
    }

    [Fact]
    public void Long_topic_aliases_end_with_their_connection_and_too_many_end_it()
    {
        using var broker = new TestBroker(o => Small(o) with { MaxNameBytes = 4 * 1024 * 1024 });
        var a = broker.Connect("a");
        for (ushort alias = 1; alias <= 4; alias++)
        {
            // The second topic of an alias takes the place of the first.
            a.Publish(Long(alias, 60_000), "x", properties: p => p.Add(MqttProperty.TopicAlias, alias));
            a.Publish(Long(alias + 100, 60_000), "x", properties: p => p.Add(MqttProperty.TopicAlias, alias));
        }
        Assert.Equal(0, a.Waiting);
        a.Publish(Long(5, 60_000), "x", properties: p => p.Add(MqttProperty.TopicAlias, 5));
        Assert.Equal(MqttReasonCode.QuotaExceeded, a.ExpectDisconnect());
        a.Drop();
        Assert.Equal(0, broker.Statistics.NameBytes);
    }

    [Fact]
    public void Aliases_towards_a_client_are_done_without_when_they_would_hold_too_much()
    {
        using var broker = new TestBroker(o => Small(o) with { MaxNameBytes = 2 * 1024 * 1024 });
        var a = broker.Connect("a", properties: p => p.Add(MqttProperty.TopicAliasMaximum, 10));
        a.Subscribe("#");
        var b = broker.Connect("b");
        for (var i = 0; i < 5; i++)
        {
            b.Publish(Long(i, 60_000), "x");
            Assert.Equal(i < 2 ? (uint)i + 1 : null, a.ExpectMessage().Alias);
        }
        a.Drop();
        b.Drop();
        Assert.Equal(0, broker.Statistics.NameBytes);
    }

    [Fact]
    public void Topics_that_come_once_are_not_kept()
    {
        using var broker = new TestBroker();
        var a = broker.Connect("a");
        for (var i = 0; i < 1_000; i++)
            a.Publish(Long(i), "x");
        Assert.InRange(broker.Engine.RouteBytes, 0, 32 * 1024 * 1024);
        Assert.Equal(1_000, broker.Statistics.MessagesReceived);
    }

    private static MqttBrokerOptions Small(MqttBrokerOptions options) =>
        options with { MaxClientIdBytes = Longest, MaxNameBytes = 8 * 1024 * 1024, MaxConnectBytes = 256 * 1024 };

    private static string Long(int number, int bytes = Longest) => number.ToString(CultureInfo.InvariantCulture).PadLeft(bytes, 'x');
}
