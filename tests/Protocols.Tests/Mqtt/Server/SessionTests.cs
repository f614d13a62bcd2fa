using Millwright.Mqtt.Access;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using static Millwright.Mqtt.Messages.MqttPacketType;

namespace Millwright.Protocols.Tests.Mqtt.Server;

public sealed class SessionTests
{
    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public void A_persistent_session_keeps_its_subscriptions_and_what_came_meanwhile(MqttVersion version)
    {
        using var broker = new TestBroker();
        var a = broker.Connect("a", version, clean: false, expiry: version == MqttVersion.V5 ? 100u : 0);
        Assert.Equal(0, a.Welcome.Body[0]);
        a.Subscribe("t", MqttQos.ExactlyOnce);
        a.Drop();
        var b = broker.Connect("b");
        b.Publish("t", "0");
        b.Publish("t", "1", MqttQos.AtLeastOnce, 1);
        b.Publish("t", "2", MqttQos.ExactlyOnce, 2);
        Assert.Equal(2, broker.Statistics.QueuedMessages);
        Assert.Equal(1, broker.Statistics.Dropped(DropCause.ClientAway));
        a = broker.Connect("a", version, clean: false, expiry: version == MqttVersion.V5 ? 100u : 0);
        Assert.Equal(1, a.Welcome.Body[0]);
        Assert.Equal(["1", "2"], [a.ExpectMessage().Payload, a.ExpectMessage().Payload]);
        Assert.Equal(1, broker.Connect("a", version, clean: true) is var again ? 1 - again.Welcome.Body[0] : 0);
    }

    [Fact]
    public void What_was_under_way_is_repeated_with_its_identifier()
    {
        using var broker = new TestBroker();
        var a = broker.Connect("a", expiry: 100);
        a.Subscribe("t", MqttQos.ExactlyOnce);
        var b = broker.Connect("b");
        b.Publish("t", "1", MqttQos.AtLeastOnce, 1);
        b.Publish("t", "2", MqttQos.ExactlyOnce, 2);
        b.Publish("t", "3", MqttQos.ExactlyOnce, 3);
        var (first, second, third) = (a.ExpectMessage(), a.ExpectMessage(), a.ExpectMessage());
        a.Ack(PubRec, third.PacketId);
        a.Expect(PubRel);
        a.Drop();
        a = broker.Connect("a", clean: false, expiry: 100, properties: p => p.Add(MqttProperty.ReceiveMaximum, 2));
        Assert.Equal((first.PacketId, "1", true), Seen(a.ExpectMessage()));
        Assert.Equal((second.PacketId, "2", true), Seen(a.ExpectMessage()));
        // The new receive maximum holds for what is repeated as well.
        Assert.Equal(0, a.Waiting);
        a.Ack(PubAck, first.PacketId);
        Assert.Equal(third.PacketId, a.Expect(PubRel).PacketId);
        a.Ack(PubComp, third.PacketId);
        a.Ack(PubRec, second.PacketId);
        a.Expect(PubRel);

        static (ushort, string, bool) Seen(TestMessage message) => (message.PacketId, message.Payload, message.Duplicate);
    }

    [Fact]
    public void A_session_lives_as_long_as_was_agreed()
    {
        using var broker = new TestBroker();
        broker.Connect("a", expiry: 10).Disconnect();
        broker.Pass(9);
        var a = broker.Connect("a", clean: false, expiry: 10);
        Assert.Equal(1, a.Welcome.Body[0]);
        a.Disconnect(expiry: 20);
        broker.Pass(19);
        a = broker.Connect("a", clean: false, expiry: 10);
        Assert.Equal(1, a.Welcome.Body[0]);
        a.Drop();
        broker.Pass(11);
        Assert.Equal(0, broker.Statistics.Sessions);
        Assert.Equal(0, broker.Connect("a", clean: false, expiry: 10).Welcome.Body[0]);
    }

    [Fact]
    public void A_session_without_life_of_its_own_ends_with_its_connection_and_cannot_be_prolonged()
    {
        using var broker = new TestBroker();
        var a = broker.Connect("a");
        a.Disconnect(expiry: 5);
        Assert.Equal(MqttReasonCode.ProtocolError, a.ExpectDisconnect());
        Assert.Equal(0, broker.Statistics.Sessions);
    }

    [Fact]
    public void A_second_connection_takes_the_session_over()
    {
        using var broker = new TestBroker();
        var first = broker.Connect("a", expiry: 100);
        first.Subscribe("t");
        var second = broker.Connect("a", clean: false, expiry: 100);
        Assert.Equal(MqttReasonCode.SessionTakenOver, first.ExpectDisconnect());
        Assert.Equal(1, second.Welcome.Body[0]);
        broker.Connect("b").Publish("t", "x");
        second.ExpectMessage();
        Assert.Equal(1, broker.Statistics.Refused(RefuseCause.TakenOver));
    }

    [Fact]
    public void A_client_without_identifier_gets_one()
    {
        using var broker = new TestBroker();
        Assert.StartsWith("auto-", broker.Connect("").Welcome.ConnAckProperties.Text(MqttProperty.AssignedClientIdentifier)!);
        broker.Connect("", MqttVersion.V311);
        var old = broker.Line(MqttVersion.V311);
        old.SendConnect("", clean: false);
        Assert.Equal(2, old.Expect(ConnAck).Body[1]);
        Assert.True(old.Line.IsEnded);
    }

    [Fact]
    public void The_will_of_a_client_that_fails_is_published_and_that_of_one_that_leaves_is_not()
    {
        using var broker = new TestBroker();
        var watcher = broker.Connect("w");
        watcher.Subscribe("will/#", MqttQos.AtLeastOnce);
        broker.Connect("a", will: new("will/a", "gone", MqttQos.AtLeastOnce, Retain: true)).Drop();
        Assert.Equal("gone", watcher.ExpectMessage().Payload);
        Assert.Equal(1, broker.Statistics.RetainedMessages);
        broker.Connect("b", will: new("will/b", "gone")).Disconnect();
        Assert.Equal(0, watcher.Waiting);
        broker.Connect("c", will: new("will/c", "meant")).Disconnect(MqttReasonCode.DisconnectWithWill);
        Assert.Equal("meant", watcher.ExpectMessage().Payload);
        var broken = broker.Connect("d", will: new("will/d", "broke"));
        broken.Send([0xFF, 0xFF]);
        Assert.Equal("broke", watcher.ExpectMessage().Payload);
    }

    [Fact]
    public void A_will_waits_for_its_delay_or_the_end_of_the_session_and_is_dropped_when_the_client_returns()
    {
        using var broker = new TestBroker();
        var watcher = broker.Connect("w");
        watcher.Subscribe("will/#");
        broker.Connect("a", expiry: 100, will: new("will/a", "late", Delay: 10)).Drop();
        broker.Pass(9);
        Assert.Equal(0, watcher.Waiting);
        broker.Pass(2);
        Assert.Equal("late", watcher.ExpectMessage().Payload);
        broker.Connect("b", expiry: 5, will: new("will/b", "end", Delay: 60)).Drop();
        broker.Pass(6);
        Assert.Equal("end", watcher.ExpectMessage().Payload);
        broker.Connect("c", expiry: 100, will: new("will/c", "never", Delay: 10)).Drop();
        broker.Pass(5);
        var back = broker.Connect("c", clean: false, expiry: 100);
        broker.Pass(30);
        Assert.Equal(0, watcher.Waiting);
        back.Disconnect();
    }

    [Fact]
    public void A_silent_client_is_disconnected_after_one_and_a_half_keep_alives()
    {
        using var broker = new TestBroker();
        var client = broker.Connect("a", keepAlive: 10, will: new("will", "x"));
        broker.Pass(14);
        client.Send(Pings.Request);
        client.Expect(PingResp);
        broker.Pass(14);
        Assert.Equal(0, client.Waiting);
        broker.Pass(3);
        Assert.Equal(MqttReasonCode.KeepAliveTimeout, client.ExpectDisconnect());
        broker.Pass(3);
        Assert.True(client.Line.IsClosed);
        Assert.Equal(0, broker.Statistics.Connections);
        Assert.Equal(60u, broker.Connect("b", keepAlive: 120).Welcome.ConnAckProperties.Number(MqttProperty.ServerKeepAlive));
    }

    [Fact]
    public void A_connection_that_says_nothing_is_closed()
    {
        using var broker = new TestBroker();
        var line = broker.Line();
        broker.Pass(9);
        Assert.False(line.Line.IsClosed);
        broker.Pass(2);
        Assert.True(line.Line.IsClosed);
        Assert.Equal(1, broker.Statistics.Refused(RefuseCause.ConnectTimeout));
    }

    [Fact]
    public void Retained_messages_come_as_the_subscription_asks()
    {
        using var broker = new TestBroker();
        var a = broker.Connect("a");
        a.Publish("t/1", "1", retain: true);
        a.Publish("t/2", "2", MqttQos.ExactlyOnce, 9, retain: true);
        a.Expect(PubRec);
        var b = broker.Connect("b");
        b.Subscribe("t/+", new SubscriptionOptions(MqttQos.AtLeastOnce, RetainHandling: RetainHandling.SendIfNew), 3);
        var got = new[] { b.ExpectMessage(), b.ExpectMessage() }.OrderBy(m => m.Topic).ToList();
        Assert.Equal([("t/1", MqttQos.AtMostOnce, true, 3u), ("t/2", MqttQos.AtLeastOnce, true, 3u)], got.Select(m => (m.Topic, m.Qos, m.Retain, m.Identifiers[0])));
        b.Subscribe("t/+", new SubscriptionOptions(MqttQos.AtLeastOnce, RetainHandling: RetainHandling.SendIfNew));
        b.Subscribe("t/#", new SubscriptionOptions(MqttQos.AtLeastOnce, RetainHandling: RetainHandling.DoNotSend));
        b.Subscribe("$share/g/t/#", MqttQos.AtLeastOnce);
        Assert.Equal(0, b.Waiting);
        a.Publish("t/1", "", retain: true);
        Assert.Equal(("t/1", "", false), (b.ExpectMessage() is var m ? (m.Topic, m.Payload, m.Retain) : default));
        Assert.Equal(1, broker.Statistics.RetainedMessages);
    }

    [Fact]
    public void After_an_unsubscribe_nothing_new_comes_and_what_was_begun_is_completed()
    {
        using var broker = new TestBroker();
        var (a, b) = (broker.Connect("a"), broker.Connect("b"));
        b.Subscribe("t", MqttQos.ExactlyOnce);
        a.Publish("t", "begun", MqttQos.ExactlyOnce, 1);
        var begun = b.ExpectMessage();
        Assert.Equal(MqttReasonCode.Success, b.Unsubscribe("t"));
        Assert.Equal(MqttReasonCode.NoSubscriptionExisted, b.Unsubscribe("t"));
        a.Publish("t", "new", MqttQos.ExactlyOnce, 2);
        Assert.Equal(0, b.Waiting);
        b.Ack(PubRec, begun.PacketId);
        b.Expect(PubRel);
    }

    [Fact]
    public void A_byte_order_mark_is_a_character_like_any_other()
    {
        using var broker = new TestBroker();
        var client = broker.Connect("\uFEFFa");
        client.Subscribe("\uFEFFt");
        client.Publish("t", "x");
        Assert.Equal(0, client.Waiting);
        client.Publish("\uFEFFt", "x");
        Assert.Equal("\uFEFFt", client.ExpectMessage().Topic);
    }

    [Fact]
    public void Retain_as_published_keeps_the_flag()
    {
        using var broker = new TestBroker();
        var a = broker.Connect("a");
        a.Subscribe("t", new SubscriptionOptions(MqttQos.AtLeastOnce, RetainAsPublished: true));
        a.Publish("t", "1", retain: true);
        a.Publish("t", "2", MqttQos.AtLeastOnce, 1);
        Assert.Equal([true, false], [a.ExpectMessage().Retain, a.ExpectMessage().Retain]);
    }

    [Fact]
    public void Messages_expire_and_say_how_long_they_still_have()
    {
        using var broker = new TestBroker();
        var a = broker.Connect("a", expiry: 1000);
        a.Subscribe("t", MqttQos.AtLeastOnce);
        a.Drop();
        var b = broker.Connect("b");
        b.Publish("t", "short", MqttQos.AtLeastOnce, 1, retain: true, properties: p => p.Add(MqttProperty.MessageExpiryInterval, 5));
        b.Publish("t", "long", MqttQos.AtLeastOnce, 2, properties: p => p.Add(MqttProperty.MessageExpiryInterval, 60));
        broker.Pass(10);
        a = broker.Connect("a", clean: false, expiry: 1000);
        Assert.Equal(("long", (uint?)50), (a.ExpectMessage() is var m ? (m.Payload, m.Expiry) : default));
        Assert.Equal(1, broker.Statistics.Dropped(DropCause.Expired));
        b.Expect(PubAck);
        b.Expect(PubAck);
        b.Subscribe("t");
        Assert.Equal(0, b.Waiting);
        Assert.Equal(0, broker.Statistics.RetainedMessages);
    }

    [Fact]
    public void Limits_of_sessions_subscriptions_and_retained_messages_refuse_and_count()
    {
        using var broker = new TestBroker(o => o with { MaxSessions = 1, MaxSubscriptionsPerSession = 1, MaxRetainedMessages = 1, MaxTopicLevels = 3, MaxConnectsPerSecond = 3 });
        var a = broker.Connect("a");
        var b = broker.Line();
        b.SendConnect("b");
        Assert.Equal((byte)MqttReasonCode.QuotaExceeded, b.Expect(ConnAck).Body[1]);
        a.Subscribe("1");
        Assert.Equal(MqttReasonCode.QuotaExceeded, a.Subscribe("2"));
        Assert.Equal(MqttReasonCode.TopicFilterInvalid, a.Subscribe("a/b/c/d"));
        a.Publish("1", "x", retain: true);
        a.Publish("3", "x", retain: true);
        Assert.Equal(1, broker.Statistics.Dropped(DropCause.RetainedFull));
        a.ExpectMessage();
        a.Publish("a/b/c/d", "x");
        Assert.Equal(MqttReasonCode.TopicNameInvalid, a.ExpectDisconnect());
        broker.Connect("c").Disconnect();
        var d = broker.Line();
        d.SendConnect("d");
        Assert.Equal((byte)MqttReasonCode.ConnectionRateExceeded, d.Expect(ConnAck).Body[1]);
        broker.Pass(1);
        broker.Connect("d");
    }

    [Fact]
    public void Who_is_refused_is_told_why_and_where_else_to_go()
    {
        using var broker = new TestBroker(o => o with { Authenticator = new Gate(), Authorizer = new Gate() });
        var bad = broker.Line();
        bad.SendConnect("bad");
        Assert.Equal((byte)MqttReasonCode.NotAuthorized, bad.Expect(ConnAck).Body[1]);
        var old = broker.Line(MqttVersion.V311);
        old.SendConnect("bad");
        Assert.Equal(5, old.Expect(ConnAck).Body[1]);
        var moved = broker.Line();
        moved.SendConnect("moved");
        var answer = moved.Expect(ConnAck);
        Assert.Equal((byte)MqttReasonCode.UseAnotherServer, answer.Body[1]);
        Assert.Equal("other:1883", answer.ConnAckProperties.Text(MqttProperty.ServerReference));
        Assert.Equal(3, broker.Statistics.Refused(RefuseCause.NotAuthenticated));
        var good = broker.Connect("good");
        Assert.Equal(MqttReasonCode.NotAuthorized, good.Subscribe("secret/#"));
        good.Publish("secret/x", "x", MqttQos.ExactlyOnce, 1);
        Assert.Equal((byte)MqttReasonCode.NotAuthorized, good.Expect(PubRec).Body[2]);
        var will = broker.Line();
        will.SendConnect("w", will: new("secret/w", "x"));
        Assert.Equal((byte)MqttReasonCode.NotAuthorized, will.Expect(ConnAck).Body[1]);
    }

    [Fact]
    public void Enhanced_authentication_goes_back_and_forth_and_can_be_repeated()
    {
        using var broker = new TestBroker(o => o with { Authenticator = new Gate() });
        var client = broker.Line();
        client.SendConnect("scram", properties: p => p.Add(MqttProperty.AuthenticationMethod, "M").Add(MqttProperty.AuthenticationData, [1]));
        var challenge = client.Expect(Auth);
        Assert.Equal((byte)MqttReasonCode.ContinueAuthentication, challenge.Body[0]);
        client.Send([0xF0, 10, 0x18, 8, 0x15, 0, 1, (byte)'M', 0x16, 0, 1, 2]);
        Assert.Equal(0, client.Expect(ConnAck).Body[1]);
        client.Send([0xF0, 10, 0x19, 8, 0x15, 0, 1, (byte)'M', 0x16, 0, 1, 2]);
        Assert.Equal(0, client.Expect(Auth).Body[0]);
        client.Send([0xF0, 10, 0x19, 8, 0x15, 0, 1, (byte)'X', 0x16, 0, 1, 2]);
        Assert.Equal(MqttReasonCode.BadAuthenticationMethod, client.ExpectDisconnect());
    }

    [Fact]
    public void A_second_CONNECT_and_packets_before_the_first_are_violations()
    {
        using var broker = new TestBroker();
        var client = broker.Connect("a");
        client.SendConnect("a");
        Assert.Equal(MqttReasonCode.ProtocolError, client.ExpectDisconnect());
        var early = broker.Line();
        early.Publish("t", "x");
        Assert.True(early.Line.IsClosed);
        Assert.Equal(0, early.Waiting);
        Assert.Equal(2, broker.Statistics.Refused(RefuseCause.ProtocolViolation));
    }

    private sealed class Gate : IMqttAuthenticator, IMqttAuthorizer
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(ConnectRequest request, CancellationToken cancellation) => ValueTask.FromResult(request.ClientId switch
        {
            "bad" => AuthenticationResult.Refuse(MqttReasonCode.NotAuthorized),
            "moved" => new AuthenticationResult { Code = MqttReasonCode.UseAnotherServer, ServerReference = "other:1883" },
            "scram" => new AuthenticationResult { Code = MqttReasonCode.ContinueAuthentication, Data = [9] },
            _ => AuthenticationResult.Accept(new MqttIdentity(request.ClientId)),
        });

        public ValueTask<AuthenticationResult> ContinueAsync(ConnectRequest request, byte[] data, bool again, CancellationToken cancellation) =>
            ValueTask.FromResult(data is [2] ? AuthenticationResult.Accept(new MqttIdentity("proved")) : AuthenticationResult.Refuse(MqttReasonCode.NotAuthorized));

        public MqttReasonCode MayPublish(MqttIdentity identity, string clientId, string topic) =>
            topic.StartsWith("secret", StringComparison.Ordinal) ? MqttReasonCode.NotAuthorized : MqttReasonCode.Success;

        public MqttReasonCode MaySubscribe(MqttIdentity identity, string clientId, string filter) => MayPublish(identity, clientId, filter);
    }
}
