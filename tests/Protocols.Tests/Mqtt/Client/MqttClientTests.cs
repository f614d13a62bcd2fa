using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using static Millwright.Mqtt.Messages.MqttPacketType;

namespace Millwright.Protocols.Tests.Mqtt.Client;

public sealed class MqttClientTests : IDisposable
{
    private readonly ScriptedBroker _broker = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60), TimeProvider.System);

    private CancellationToken Patience => _limit.Token;

    private MqttClientOptions Options => new()
    {
        Host = "127.0.0.1",
        Port = _broker.Port,
        ClientId = "c",
        SessionExpirySeconds = 100,
        KeepAliveSeconds = 0,
        MinReconnectDelay = TimeSpan.FromMilliseconds(1),
    };

    [Fact]
    public async Task What_was_not_acknowledged_is_sent_again_in_order_with_its_identifier()
    {
        await using var client = Start(Options);
        await _broker.AcceptAsync();
        await client.ConnectedAsync(Patience);
        var one = client.PublishAsync("t", "1", MqttQos.AtLeastOnce, false, Patience).AsTask();
        var two = client.PublishAsync("t", "2", MqttQos.ExactlyOnce, false, Patience).AsTask();
        var three = client.PublishAsync("t", "3", MqttQos.ExactlyOnce, false, Patience).AsTask();
        var (first, second, third) = (await _broker.ReceivePublishAsync(), await _broker.ReceivePublishAsync(), await _broker.ReceivePublishAsync());
        await _broker.AckAsync(PubRec, second.Id);
        await _broker.ReceiveAsync(PubRel);
        _broker.Cut();
        var connect = await _broker.AcceptAsync(sessionPresent: true);
        Assert.Equal(0, connect.Body[7] & 2);
        Assert.Equal((first.Id, "1", true), await _broker.ReceivePublishAsync());
        Assert.Equal(second.Id, (await _broker.ReceiveAsync(PubRel)).PacketId);
        Assert.Equal((third.Id, "3", true), await _broker.ReceivePublishAsync());
        Assert.False(one.IsCompleted || two.IsCompleted || three.IsCompleted);
        await _broker.AckAsync(PubAck, first.Id);
        await _broker.AckAsync(PubComp, second.Id);
        await _broker.AckAsync(PubRec, third.Id);
        await _broker.ReceiveAsync(PubRel);
        await _broker.AckAsync(PubComp, third.Id);
        await Task.WhenAll(one, two, three);
    }

    [Fact]
    public async Task A_broker_that_lost_the_session_gets_subscriptions_and_messages_anew()
    {
        await using var client = Start(Options);
        await _broker.AcceptAsync();
        await client.ConnectedAsync(Patience);
        var subscribing = client.SubscribeAsync("a/#", MqttQos.AtLeastOnce, Patience);
        await _broker.SendAsync([0x90, 4, .. (await _broker.ReceiveAsync(Subscribe)).Body[..2], 0, 1]);
        await subscribing;
        var publishing = client.PublishAsync("t", "1", MqttQos.AtLeastOnce, false, Patience).AsTask();
        await _broker.ReceivePublishAsync();
        _broker.Cut();
        await _broker.AcceptAsync(sessionPresent: false);
        await _broker.SendAsync([0x90, 4, .. (await _broker.ReceiveAsync(Subscribe)).Body[..2], 0, 1]);
        var (id, payload, duplicate) = await _broker.ReceivePublishAsync();
        Assert.Equal(("1", false), (payload, duplicate));
        await _broker.AckAsync(PubAck, id);
        await publishing;
    }

    [Fact]
    public async Task The_brokers_receive_maximum_is_kept()
    {
        await using var client = Start(Options);
        await _broker.AcceptAsync(properties: p => p.Add(MqttProperty.ReceiveMaximum, 1));
        await client.ConnectedAsync(Patience);
        var one = client.PublishAsync("t", "1", MqttQos.AtLeastOnce, false, Patience).AsTask();
        var two = client.PublishAsync("t", "2", MqttQos.AtLeastOnce, false, Patience).AsTask();
        // QoS 0 does not count, and shows that nothing came before it.
        await client.PublishAsync("t", "0", MqttQos.AtMostOnce, false, Patience);
        var first = await _broker.ReceivePublishAsync();
        Assert.Equal("0", (await _broker.ReceivePublishAsync()).Payload);
        await _broker.AckAsync(PubAck, first.Id);
        var second = await _broker.ReceivePublishAsync();
        Assert.Equal("2", second.Payload);
        await _broker.AckAsync(PubAck, second.Id);
        await Task.WhenAll(one, two);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_the_consumer_says_so_and_then_in_order()
    {
        await using var client = Start(Options with { ManualAcknowledge = true });
        await _broker.AcceptAsync();
        await _broker.SendAsync(0x32, 7, 0, 1, (byte)'t', 0, 1, 0, (byte)'a');
        await _broker.SendAsync(0x34, 7, 0, 1, (byte)'t', 0, 2, 0, (byte)'b');
        var (first, second) = (await client.ReceiveAsync(Patience), await client.ReceiveAsync(Patience));
        second.Acknowledge();
        await client.PublishAsync("t", "0", MqttQos.AtMostOnce, false, Patience);
        await _broker.ReceivePublishAsync();
        first.Acknowledge();
        Assert.Equal(1, (await _broker.ReceiveAsync(PubAck)).PacketId);
        Assert.Equal(2, (await _broker.ReceiveAsync(PubRec)).PacketId);
    }

    [Fact]
    public async Task A_QoS_2_message_is_consumed_once_however_often_it_comes()
    {
        await using var client = Start(Options);
        await _broker.AcceptAsync();
        byte[] message = [0x34, 7, 0, 1, (byte)'t', 0, 2, 0, (byte)'b'];
        await _broker.SendAsync(message);
        Assert.Equal("b"u8.ToArray(), (await client.ReceiveAsync(Patience)).Payload.ToArray());
        await _broker.ReceiveAsync(PubRec);
        _broker.Cut();
        await _broker.AcceptAsync(sessionPresent: true);
        message[0] |= 8;
        await _broker.SendAsync(message);
        await _broker.ReceiveAsync(PubRec);
        await _broker.AckAsync(PubRel, 2);
        await _broker.ReceiveAsync(PubComp);
        await _broker.SendAsync(0x30, 5, 0, 1, (byte)'t', 0, (byte)'c');
        Assert.Equal("c"u8.ToArray(), (await client.ReceiveAsync(Patience)).Payload.ToArray());
    }

    [Fact]
    public async Task A_refusal_that_cannot_change_ends_the_waiting_with_its_reason()
    {
        await using var client = Start(Options);
        var connected = client.ConnectedAsync(Patience);
        await _broker.AcceptAsync(code: MqttReasonCode.NotAuthorized);
        var refused = await Assert.ThrowsAsync<MqttException>(() => connected);
        Assert.Equal(MqttReasonCode.NotAuthorized, refused.Code);
    }

    [Fact]
    public async Task The_client_goes_where_a_broker_sends_it()
    {
        using var other = new ScriptedBroker();
        await using var client = Start(Options);
        await _broker.AcceptAsync(code: MqttReasonCode.UseAnotherServer, properties: p => p.Add(MqttProperty.ServerReference, $"127.0.0.1:{other.Port}"));
        await other.AcceptAsync();
        await client.ConnectedAsync(Patience);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_silent_broker_is_left_and_a_topic_with_a_wildcard_never_sent()
    {
        await using var client = Start(Options with { KeepAliveSeconds = 1 });
        await _broker.AcceptAsync();
        await client.ConnectedAsync(Patience);
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.PublishAsync("a/#", "x", MqttQos.AtMostOnce, false, Patience));
        await _broker.ReceiveAsync(PingReq);
        await _broker.AcceptAsync();
    }

    [Fact]
    public async Task What_the_broker_said_it_does_not_take_is_refused_here_and_never_sent()
    {
        await using var client = Start(Options);
        await _broker.AcceptAsync(properties: p => p.Add(MqttProperty.MaximumQos, 0).Add(MqttProperty.RetainAvailable, 0).Add(MqttProperty.MaximumPacketSize, 50));
        await client.ConnectedAsync(Patience);
        Assert.Equal(MqttReasonCode.QosNotSupported, await RefusedAsync(new("t", "x"u8.ToArray(), MqttQos.AtLeastOnce)));
        Assert.Equal(MqttReasonCode.QosNotSupported, await RefusedAsync(new("t", "x"u8.ToArray(), MqttQos.ExactlyOnce)));
        Assert.Equal(MqttReasonCode.RetainNotSupported, await RefusedAsync(new("t", "x"u8.ToArray(), Retain: true)));
        Assert.Equal(MqttReasonCode.PacketTooLarge, await RefusedAsync(new("t", new byte[50])));
        await client.PublishAsync("t", "small", MqttQos.AtMostOnce, false, Patience);
        Assert.Equal("small", (await _broker.ReceivePublishAsync()).Payload);

        async Task<MqttReasonCode> RefusedAsync(MqttPublication publication) =>
            (await Assert.ThrowsAsync<MqttException>(async () => await client.PublishAsync(publication, Patience))).Code;
    }

    [Fact]
    public async Task The_brokers_keep_alive_takes_the_place_of_our_own()
    {
        await using var client = Start(Options with { KeepAliveSeconds = 60_000 });
        await _broker.AcceptAsync(properties: p => p.Add(MqttProperty.ServerKeepAlive, 1));
        await client.ConnectedAsync(Patience);
        await _broker.ReceiveAsync(PingReq);
    }

    public void Dispose()
    {
        _broker.Dispose();
        _limit.Dispose();
    }

    private static MqttClient Start(MqttClientOptions options)
    {
        var client = new MqttClient(options);
        client.Start();
        return client;
    }
}
