using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using static Millwright.Mqtt.Messages.MqttPacketType;

namespace Millwright.Protocols.Tests.Mqtt.Server;

public sealed class DeliveryTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 2, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(2, 2, 2)]
    public void A_message_comes_with_the_lower_of_both_qualities(byte published, byte granted, byte expected)
    {
        foreach (var version in new[] { MqttVersion.V311, MqttVersion.V5 })
        {
            using var broker = new TestBroker();
            var (a, b) = (broker.Connect("a", version), broker.Connect("b", version));
            Assert.Equal((MqttReasonCode)granted, b.Subscribe("t/+", (MqttQos)granted));
            a.Publish("t/1", "x", (MqttQos)published, (ushort)(published > 0 ? 5 : 0));
            var message = b.ExpectMessage();
            Assert.Equal(("t/1", "x", (MqttQos)expected, false), (message.Topic, message.Payload, message.Qos, message.Retain));
            if (published == 1)
                Assert.Equal(5, a.Expect(PubAck).PacketId);
            if (published == 2)
                Assert.Equal(5, a.Expect(PubRec).PacketId);
            Assert.Equal(0, b.Waiting);
        }
    }

    [Fact]
    public void A_QoS_2_message_that_comes_twice_is_published_once()
    {
        using var broker = new TestBroker();
        var (a, b) = (broker.Connect("a"), broker.Connect("b"));
        b.Subscribe("t");
        a.Publish("t", "x", MqttQos.ExactlyOnce, 5);
        a.Publish("t", "x", MqttQos.ExactlyOnce, 5, duplicate: true);
        a.Expect(PubRec);
        a.Expect(PubRec);
        b.ExpectMessage();
        Assert.Equal(0, b.Waiting);
        a.Ack(PubRel, 5);
        Assert.Equal(5, a.Expect(PubComp).PacketId);
        a.Publish("t", "y", MqttQos.ExactlyOnce, 5);
        Assert.Equal("y", b.ExpectMessage().Payload);
    }

    [Fact]
    public void QoS_2_to_a_subscriber_goes_through_its_four_steps()
    {
        using var broker = new TestBroker();
        var (a, b) = (broker.Connect("a"), broker.Connect("b"));
        b.Subscribe("t", MqttQos.ExactlyOnce);
        a.Publish("t", "x", MqttQos.ExactlyOnce, 5);
        var message = b.ExpectMessage();
        b.Ack(PubRec, message.PacketId);
        Assert.Equal(message.PacketId, b.Expect(PubRel).PacketId);
        b.Ack(PubComp, message.PacketId);
        Assert.Equal(0, b.Waiting);
        // A step too many is answered with "not found".
        b.Ack(PubRec, message.PacketId);
        Assert.Equal((byte)MqttReasonCode.PacketIdentifierNotFound, b.Expect(PubRel).Body[2]);
        a.Ack(PubRel, 99);
        a.Expect(PubRec);
        Assert.Equal((byte)MqttReasonCode.PacketIdentifierNotFound, a.Expect(PubComp).Body[2]);
    }

    [Fact]
    public void A_message_without_subscribers_is_acknowledged_as_such()
    {
        using var broker = new TestBroker();
        var client = broker.Connect("a");
        client.Publish("t", "x", MqttQos.AtLeastOnce, 5);
        Assert.Equal((byte)MqttReasonCode.NoMatchingSubscribers, client.Expect(PubAck).Body[2]);
        var old = broker.Connect("b", MqttVersion.V311);
        old.Publish("t", "x", MqttQos.AtLeastOnce, 5);
        Assert.Equal(2, old.Expect(PubAck).Body.Length);
    }

    [Fact]
    public void Overlapping_subscriptions_bring_one_message_with_the_highest_quality_and_all_identifiers()
    {
        using var broker = new TestBroker();
        var client = broker.Connect("a");
        client.Subscribe("t/#", new SubscriptionOptions(MqttQos.ExactlyOnce), 2);
        client.Subscribe("t/+", new SubscriptionOptions(MqttQos.AtLeastOnce), 3);
        client.Publish("t/x", "x", MqttQos.ExactlyOnce, 5);
        var message = client.ExpectMessage();
        Assert.Equal(MqttQos.ExactlyOnce, message.Qos);
        Assert.Equal([2u, 3u], message.Identifiers.Order());
        client.Expect(PubRec);
        Assert.Equal(0, client.Waiting);
    }

    [Fact]
    public void No_local_keeps_a_clients_own_messages_from_it()
    {
        using var broker = new TestBroker();
        var (a, b) = (broker.Connect("a"), broker.Connect("b"));
        a.Subscribe("t", new SubscriptionOptions(MqttQos.AtMostOnce, NoLocal: true));
        b.Subscribe("t", new SubscriptionOptions(MqttQos.AtMostOnce, NoLocal: true));
        a.Publish("t", "x");
        Assert.Equal(0, a.Waiting);
        b.ExpectMessage();
        // Another subscription that takes them still brings them.
        a.Subscribe("#", new SubscriptionOptions(MqttQos.AtMostOnce), 4);
        a.Publish("t", "y");
        Assert.Equal([4u], a.ExpectMessage().Identifiers);
    }

    [Fact]
    public void A_wildcard_at_the_front_does_not_match_topics_of_the_system()
    {
        using var broker = new TestBroker();
        var client = broker.Connect("a");
        client.Subscribe("#");
        client.Subscribe("+/x");
        client.Publish("$mine/x", "x");
        Assert.Equal(0, client.Waiting);
        client.Subscribe("$mine/#");
        client.Publish("$mine/x", "x");
        client.ExpectMessage();
    }

    [Fact]
    public void Nobody_but_the_broker_publishes_below_SYS()
    {
        using var broker = new TestBroker(options => options with { SysInterval = TimeSpan.FromSeconds(10) });
        var client = broker.Connect("a");
        client.Publish("$SYS/broker/version", "mine", MqttQos.AtLeastOnce, 5);
        Assert.Equal((byte)MqttReasonCode.NotAuthorized, client.Expect(PubAck).Body[2]);
        Assert.Equal(1, broker.Statistics.Dropped(DropCause.NotAuthorized));
        broker.Pass(1);
        client.Subscribe("$SYS/broker/clients/connected");
        Assert.Equal("1", client.ExpectMessage().Payload);
    }

    [Fact]
    public void Each_member_of_a_shared_subscription_gets_its_part_once()
    {
        using var broker = new TestBroker();
        var (a, b, publisher) = (broker.Connect("a"), broker.Connect("b"), broker.Connect("p"));
        a.Subscribe("$share/g/t/#", MqttQos.AtLeastOnce);
        b.Subscribe("$share/g/t/#", MqttQos.AtLeastOnce);
        for (var i = 0; i < 10; i++)
            publisher.Publish("t/x", "x");
        Assert.Equal((5, 5), (a.Waiting, b.Waiting));
        b.Drop();
        for (var i = 0; i < 10; i++)
            publisher.Publish("t/x", "x");
        Assert.Equal(15, a.Waiting);
    }

    [Fact]
    public void Properties_travel_with_the_message_to_version_5_and_stay_behind_to_3_1_1()
    {
        using var broker = new TestBroker();
        var (a, b, old) = (broker.Connect("a"), broker.Connect("b"), broker.Connect("c", MqttVersion.V311));
        b.Subscribe("t", MqttQos.ExactlyOnce);
        old.Subscribe("t", MqttQos.ExactlyOnce);
        void Properties(PropertyBuilder p) => p.Add(MqttProperty.PayloadFormatIndicator, 1).Add(MqttProperty.ContentType, "json").Add(MqttProperty.ResponseTopic, "r")
            .Add(MqttProperty.CorrelationData, [1, 2]).AddUser("a", "1").AddUser("a", "2");
        var expected = new PropertyBuilder();
        Properties(expected);
        for (byte qos = 0; qos <= 2; qos++)
        {
            a.Publish("t", "x", (MqttQos)qos, (ushort)(qos > 0 ? qos : 0), properties: Properties);
            Assert.Equal(expected.Encoded.ToArray(), b.ExpectMessage().Properties);
            Assert.Empty(old.ExpectMessage().Properties);
        }
    }

    [Fact]
    public void Topic_aliases_work_in_both_directions()
    {
        using var broker = new TestBroker();
        var a = broker.Connect("a");
        var b = broker.Connect("b", properties: p => p.Add(MqttProperty.TopicAliasMaximum, 1));
        Assert.Equal(32u, a.Welcome.ConnAckProperties.Number(MqttProperty.TopicAliasMaximum));
        b.Subscribe("#", MqttQos.AtLeastOnce);
        a.Publish("t", "1", properties: p => p.Add(MqttProperty.TopicAlias, 3));
        a.Publish("", "2", properties: p => p.Add(MqttProperty.TopicAlias, 3));
        a.Publish("u", "3", MqttQos.AtLeastOnce, 1);
        Assert.Equal(("t", "1", (uint?)1), Seen(b.ExpectMessage()));
        Assert.Equal(("", "2", (uint?)1), Seen(b.ExpectMessage()));
        Assert.Equal(("u", "3", null), Seen(b.ExpectMessage()));
        a.Expect(PubAck);
        a.Publish("", "x", properties: p => p.Add(MqttProperty.TopicAlias, 4));
        Assert.Equal(MqttReasonCode.ProtocolError, a.ExpectDisconnect());
        var c = broker.Connect("c");
        c.Publish("t", "x", properties: p => p.Add(MqttProperty.TopicAlias, 33));
        Assert.Equal(MqttReasonCode.TopicAliasInvalid, c.ExpectDisconnect());

        static (string, string, uint?) Seen(TestMessage message) => (message.Topic, message.Payload, message.Alias);
    }

    [Fact]
    public void A_client_never_has_more_under_way_than_its_receive_maximum()
    {
        using var broker = new TestBroker();
        var a = broker.Connect("a");
        var b = broker.Connect("b", properties: p => p.Add(MqttProperty.ReceiveMaximum, 2));
        b.Subscribe("t", MqttQos.ExactlyOnce);
        for (ushort i = 1; i <= 4; i++)
            a.Publish("t", $"{i}", i % 2 == 0 ? MqttQos.ExactlyOnce : MqttQos.AtLeastOnce, i);
        var first = b.ExpectMessage();
        var second = b.ExpectMessage();
        Assert.Equal(0, b.Waiting);
        b.Ack(PubAck, first.PacketId);
        Assert.Equal("3", b.ExpectMessage().Payload);
        b.Ack(PubRec, second.PacketId);
        b.Expect(PubRel);
        Assert.Equal(0, b.Waiting);
        b.Ack(PubComp, second.PacketId);
        Assert.Equal("4", b.ExpectMessage().Payload);
    }

    [Fact]
    public void A_client_that_exceeds_our_receive_maximum_is_disconnected()
    {
        using var broker = new TestBroker(options => options with { ReceiveMaximum = 2 });
        var client = broker.Connect("a");
        Assert.Equal(2u, client.Welcome.ConnAckProperties.Number(MqttProperty.ReceiveMaximum));
        for (ushort i = 1; i <= 3; i++)
            client.Publish("t", "x", MqttQos.ExactlyOnce, i);
        client.Expect(PubRec);
        client.Expect(PubRec);
        Assert.Equal(MqttReasonCode.ReceiveMaximumExceeded, client.ExpectDisconnect());
        Assert.True(client.Line.IsEnded);
    }

    [Fact]
    public void A_message_larger_than_the_client_takes_is_dropped_and_counted()
    {
        using var broker = new TestBroker();
        var a = broker.Connect("a");
        var b = broker.Connect("b", properties: p => p.Add(MqttProperty.MaximumPacketSize, 20));
        b.Subscribe("t", MqttQos.AtLeastOnce);
        a.Publish("t", new string('x', 30));
        a.Publish("t", new string('x', 30), MqttQos.AtLeastOnce, 1);
        a.Publish("t", "y", MqttQos.AtLeastOnce, 2);
        Assert.Equal("y", b.ExpectMessage().Payload);
        Assert.Equal(2, broker.Statistics.Dropped(DropCause.PacketTooLarge));
    }

    [Fact]
    public void A_client_that_does_not_read_costs_a_bounded_queue_and_nobody_else_anything()
    {
        using var broker = new TestBroker(options => options with { MaxOutputBytes = 64 * 1024, MaxQueuedMessages = 10 });
        var (a, slow, good) = (broker.Connect("a"), broker.Connect("slow"), broker.Connect("good"));
        slow.Subscribe("t/#", MqttQos.AtLeastOnce);
        good.Subscribe("t/#", MqttQos.AtLeastOnce);
        slow.Line.IsBlocked = true;
        var payload = new string('x', 1000);
        for (var i = 0; i < 400; i++)
            a.Publish("t/0", payload);
        Assert.Equal(400, good.Waiting);
        var dropped = broker.Statistics.Dropped(DropCause.SlowClient);
        Assert.InRange(dropped, 200, 399);
        for (ushort i = 1; i <= 50; i++)
            a.Publish("t/1", payload, MqttQos.AtLeastOnce, i);
        Assert.Equal(40, broker.Statistics.Dropped(DropCause.QueueFull));
        Assert.Equal(10, broker.Statistics.QueuedMessages);
        slow.Line.Unblock();
        // What was kept comes in order, then what waited in the queue.
        Assert.Equal(400 - (int)dropped + 10, slow.Waiting);
        Assert.Equal(0, broker.Statistics.QueuedMessages);
    }

    [Fact]
    public void What_a_turn_leads_to_goes_out_in_one_write_for_each_client()
    {
        using var broker = new TestBroker();
        var (a, b) = (broker.Connect("a"), broker.Connect("b"));
        b.Subscribe("t");
        var before = b.Line.Writes;
        Span<byte> burst = stackalloc byte[4096];
        var count = 0;
        for (var i = 0; i < 100; i++)
            count += new PublishPacket { Topic = "t"u8, Payload = "x"u8 }.WriteTo(burst[count..], MqttVersion.V5);
        a.Send(burst[..count]);
        Assert.Equal(1, b.Line.Writes - before);
        Assert.Equal(100, b.Waiting);
    }

    [Fact]
    public void Routing_QoS_0_allocates_nothing()
    {
        using var broker = new TestBroker();
        var a = broker.Connect("a");
        var subscribers = Enumerable.Range(0, 10).Select(i => broker.Connect($"s{i}", i % 2 == 0 ? MqttVersion.V5 : MqttVersion.V311)).ToList();
        foreach (var each in subscribers)
        {
            each.Subscribe("t");
            each.Line.IsBlocked = true;
        }
        var packet = new byte[64];
        var count = new PublishPacket { Topic = "t"u8, Payload = "x"u8 }.WriteTo(packet, MqttVersion.V5);
        for (var i = 0; i < 20_000; i++)
            a.Send(packet.AsSpan(0, count));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            a.Send(packet.AsSpan(0, count));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    [Fact]
    public void A_client_that_asks_and_never_reads_the_answers_is_ended()
    {
        using var broker = new TestBroker(options => options with { MaxOutputBytes = 64 * 1024 });
        var client = broker.Connect("a");
        client.Line.IsBlocked = true;
        for (var i = 0; i < 300_000 && !client.Line.IsClosed; i++)
            client.Send(Pings.Request);
        Assert.True(client.Line.IsClosed);
        Assert.Equal(1, broker.Statistics.Refused(RefuseCause.NeverReads));
    }

    [Fact]
    public void A_rule_that_throws_ends_only_the_connection_that_met_it()
    {
        using var broker = new TestBroker(options => options with { Authorizer = new Thrower() });
        var (a, b) = (broker.Connect("a"), broker.Connect("b"));
        a.Publish("t", "x");
        Assert.True(a.Line.IsClosed);
        b.Send(Pings.Request);
        b.Expect(PingResp);
    }

    private sealed class Thrower : Millwright.Mqtt.Access.IMqttAuthorizer
    {
        public MqttReasonCode MayPublish(Millwright.Mqtt.Access.MqttIdentity identity, string clientId, string topic) => throw new InvalidOperationException("no rules");

        public MqttReasonCode MaySubscribe(Millwright.Mqtt.Access.MqttIdentity identity, string clientId, string filter) => MqttReasonCode.Success;
    }
}
