using Millwright.Mqtt.Access;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using static Millwright.Mqtt.Messages.MqttPacketType;

namespace Millwright.Protocols.Tests.Mqtt.Server;

/// <summary>What a CONNACK holds and leaves out, and what it depends on.</summary>
public sealed class AnswerTests
{
    [Fact]
    public void Response_information_comes_to_those_who_ask_for_it()
    {
        using var broker = new TestBroker(o => o with { Authenticator = new Answering(new() { Code = MqttReasonCode.Success, Identity = new("x"), ResponseInformation = "answers/x" }) });
        Assert.False(broker.Connect("a").Welcome.ConnAckProperties.Has(MqttProperty.ResponseInformation));
        Assert.False(broker.Connect("b", properties: p => p.Add(MqttProperty.RequestResponseInformation, 0)).Welcome.ConnAckProperties.Has(MqttProperty.ResponseInformation));
        Assert.Equal("answers/x", broker.Connect("c", properties: p => p.Add(MqttProperty.RequestResponseInformation, 1)).Welcome.ConnAckProperties.Text(MqttProperty.ResponseInformation));
    }

    [Fact]
    public void A_reason_that_would_make_the_packet_too_large_is_left_out()
    {
        var reason = new string('r', 100);
        using var broker = new TestBroker(o => o with { Authenticator = new Answering(AuthenticationResult.Refuse(MqttReasonCode.Banned, reason)) });
        var large = broker.Line();
        large.SendConnect("a");
        Assert.True(large.Expect(ConnAck).Body.AsSpan().IndexOf("rrr"u8) > 0);
        var small = broker.Line();
        small.SendConnect("a", properties: p => p.Add(MqttProperty.MaximumPacketSize, 30));
        var answer = small.Expect(ConnAck);
        Assert.Equal((byte)MqttReasonCode.Banned, answer.Body[1]);
        Assert.InRange(answer.Body.Length + 2, 1, 30);
    }

    [Fact]
    public void A_client_that_takes_no_CONNACK_is_closed_without_one()
    {
        using var broker = new TestBroker();
        var client = broker.Line();
        // The assigned identifier alone is longer.
        client.SendConnect("", properties: p => p.Add(MqttProperty.MaximumPacketSize, 20));
        Assert.Equal(0, client.Waiting);
        Assert.True(client.Line.IsClosed);
        Assert.Equal((1, 0), (broker.Statistics.Refused(RefuseCause.PacketTooLarge), broker.Statistics.Sessions));
    }

    [Fact]
    public void An_authentication_method_that_nobody_knows_is_refused_and_closed()
    {
        using var broker = new TestBroker();
        var client = broker.Line();
        client.SendConnect("a", properties: p => p.Add(MqttProperty.AuthenticationMethod, "unheard of"));
        Assert.Equal((byte)MqttReasonCode.BadAuthenticationMethod, client.Expect(ConnAck).Body[1]);
        Assert.True(client.Line.IsEnded);
    }

    [Theory]
    [InlineData(MqttQos.AtLeastOnce)]
    [InlineData(MqttQos.ExactlyOnce)]
    public void A_message_that_was_sent_is_repeated_however_late(MqttQos qos)
    {
        using var broker = new TestBroker();
        var a = broker.Connect("a", expiry: 100);
        a.Subscribe("t", qos);
        broker.Connect("b").Publish("t", "x", qos, 1, properties: p => p.Add(MqttProperty.MessageExpiryInterval, 2));
        var first = a.ExpectMessage();
        Assert.Equal(2u, first.Expiry);
        a.Drop();
        broker.Pass(10);
        a = broker.Connect("a", clean: false, expiry: 100);
        var again = a.ExpectMessage();
        Assert.Equal((first.PacketId, true), (again.PacketId, again.Duplicate));
        Assert.Equal(0, broker.Statistics.Dropped(DropCause.Expired));
    }

    private sealed class Answering(AuthenticationResult answer) : IMqttAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(ConnectRequest request, CancellationToken cancellation) => ValueTask.FromResult(answer);

        public ValueTask<AuthenticationResult> ContinueAsync(ConnectRequest request, byte[] data, bool again, CancellationToken cancellation) => ValueTask.FromResult(answer);
    }
}
