using Millwright.Mqtt.Messages;
using static Millwright.Mqtt.Messages.MqttPacketType;

namespace Millwright.Protocols.Tests.Mqtt.Server;

public sealed class DurabilityTests
{
    [Fact]
    public void Nothing_is_acknowledged_before_it_is_committed_and_one_commit_serves_all()
    {
        var store = new JournalStore();
        using var broker = new TestBroker(o => o with { Store = store });
        var keeper = broker.Line();
        keeper.SendConnect("keeper", expiry: 100);
        Assert.Equal(0, keeper.Waiting);
        store.CommitNow();
        keeper.Expect(ConnAck);
        keeper.Send([0x82, 7, 0, 7, 0, 0, 1, (byte)'t', 2]);
        Assert.Equal(0, keeper.Waiting);
        store.CommitNow();
        keeper.Expect(SubAck);
        keeper.Drop();
        store.CommitNow();
        var publishers = Enumerable.Range(0, 5).Select(i => broker.Connect($"p{i}")).ToList();
        foreach (var publisher in publishers)
        {
            publisher.Publish("t", "1", MqttQos.AtLeastOnce, 1);
            publisher.Publish("t", "2", MqttQos.ExactlyOnce, 2);
            publisher.Publish("nobody", "3", MqttQos.AtLeastOnce, 3);
        }
        Assert.All(publishers, p => Assert.Equal(0, p.Waiting));
        Assert.True(store.WasAskedToCommit);
        store.CommitNow();
        foreach (var publisher in publishers)
        {
            Assert.Equal(1, publisher.Expect(PubAck).PacketId);
            Assert.Equal(2, publisher.Expect(PubRec).PacketId);
            // Order holds, although the third had nothing to wait for.
            Assert.Equal(3, publisher.Expect(PubAck).PacketId);
        }
    }

    [Fact]
    public void What_concerns_no_persistent_session_does_not_wait()
    {
        var store = new JournalStore();
        using var broker = new TestBroker(o => o with { Store = store });
        var (a, b) = (broker.Connect("a"), broker.Connect("b"));
        b.Subscribe("t", MqttQos.ExactlyOnce);
        a.Publish("t", "x", MqttQos.ExactlyOnce, 1);
        a.Expect(PubRec);
        b.ExpectMessage();
        Assert.Equal(0, store.Position);
    }

    [Fact]
    public void A_retained_message_waits_for_its_commit()
    {
        var store = new JournalStore();
        using var broker = new TestBroker(o => o with { Store = store });
        var client = broker.Connect("a");
        client.Publish("t", "x", MqttQos.AtLeastOnce, 1, retain: true);
        Assert.Equal(0, client.Waiting);
        store.CommitNow();
        client.Expect(PubAck);
    }

    [Fact]
    public void A_QoS_2_message_to_a_persistent_session_is_sent_with_an_identifier_that_survives()
    {
        var store = new JournalStore();
        using var broker = new TestBroker(o => o with { Store = store });
        var subscriber = Keep(broker, store, "s");
        var publisher = broker.Connect("p");
        publisher.Publish("t", "x", MqttQos.ExactlyOnce, 1);
        Assert.Equal(0, subscriber.Waiting);
        store.CommitNow();
        var message = subscriber.ExpectMessage();
        subscriber.Ack(PubRec, message.PacketId);
        Assert.Equal(0, subscriber.Waiting);
        store.CommitNow();
        subscriber.Expect(PubRel);
        using var again = new TestBroker(state: store.Survivors());
        subscriber = again.Connect("s", clean: false, expiry: 100);
        Assert.Equal(message.PacketId, subscriber.Expect(PubRel).PacketId);
    }

    [Fact]
    public void After_a_restart_sessions_messages_and_retained_topics_are_there_and_nothing_comes_twice()
    {
        var store = new JournalStore { IsPrompt = true };
        using var broker = new TestBroker(o => o with { Store = store });
        var subscriber = Keep(broker, store, "s");
        subscriber.Drop();
        var publisher = broker.Connect("p", expiry: 100);
        publisher.Publish("t", "1", MqttQos.AtLeastOnce, 1);
        publisher.Publish("t", "2", MqttQos.ExactlyOnce, 2);
        publisher.Publish("kept", "r", retain: true);
        publisher.Expect(PubAck);
        publisher.Expect(PubRec);
        using var again = new TestBroker(state: store.Survivors());
        publisher = again.Connect("p", clean: false, expiry: 100);
        Assert.Equal(1, publisher.Welcome.Body[0]);
        publisher.Publish("t", "2", MqttQos.ExactlyOnce, 2, duplicate: true);
        publisher.Expect(PubRec);
        subscriber = again.Connect("s", clean: false, expiry: 100);
        Assert.Equal(["1", "2"], [subscriber.ExpectMessage().Payload, subscriber.ExpectMessage().Payload]);
        Assert.Equal(0, subscriber.Waiting);
        subscriber.Subscribe("kept");
        Assert.Equal("r", subscriber.ExpectMessage().Payload);
        again.Pass(1);
    }

    [Fact]
    public void Whatever_is_cut_off_each_acknowledged_message_survives()
    {
        var random = new Random(20_261_127);
        for (var run = 0; run < 200; run++)
        {
            var store = new JournalStore();
            using var broker = new TestBroker(o => o with { Store = store });
            Keep(broker, store, "s").Drop();
            var publisher = broker.Connect("p");
            var acknowledged = new List<string>();
            for (ushort i = 1; i <= 20; i++)
            {
                publisher.Publish("t", $"{i}", MqttQos.AtLeastOnce, i);
                if (random.Next(4) == 0)
                    store.CommitNow();
                while (publisher.Waiting > 0)
                    acknowledged.Add($"{publisher.Expect(PubAck).PacketId}");
            }
            using var again = new TestBroker(state: store.Survivors());
            var subscriber = again.Connect("s", clean: false, expiry: 100);
            var got = new List<string>();
            while (subscriber.Waiting > 0)
                got.Add(subscriber.ExpectMessage().Payload);
            Assert.Equal(acknowledged, got);
        }
    }

    [Fact]
    public void The_will_of_a_client_that_was_connected_at_the_crash_is_published_after_it()
    {
        var store = new JournalStore { IsPrompt = true };
        using var broker = new TestBroker(o => o with { Store = store });
        broker.Connect("a", expiry: 100, will: new("will", "crashed", MqttQos.AtLeastOnce, Delay: 5));
        Keep(broker, store, "s", "will").Drop();
        using var again = new TestBroker(state: store.Survivors());
        again.Pass(6);
        var subscriber = again.Connect("s", clean: false, expiry: 100);
        Assert.Equal("crashed", subscriber.ExpectMessage().Payload);
    }

    [Fact]
    public void A_store_that_fails_ends_the_service()
    {
        var store = new JournalStore();
        using var broker = new TestBroker(o => o with { Store = store });
        var subscriber = Keep(broker, store, "s");
        var publisher = broker.Connect("p");
        publisher.Publish("t", "x", MqttQos.AtLeastOnce, 1);
        store.Fail();
        Assert.True(publisher.Line.IsClosed);
        Assert.True(subscriber.Line.IsClosed);
        Assert.Equal(MqttReasonCode.UnspecifiedError, publisher.ExpectDisconnect());
        Assert.Equal(0, publisher.Waiting);
        Assert.Null(broker.Line().Line.Receiver);
    }

    private static TestClient Keep(TestBroker broker, JournalStore store, string clientId, string filter = "t")
    {
        var client = broker.Line();
        client.SendConnect(clientId, expiry: 100);
        store.CommitNow();
        client.Expect(ConnAck);
        client.Send([0x82, (byte)(6 + filter.Length), 0, 7, 0, 0, (byte)filter.Length, .. System.Text.Encoding.ASCII.GetBytes(filter), 2]);
        store.CommitNow();
        client.Expect(SubAck);
        return client;
    }
}
