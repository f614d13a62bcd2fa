using System.Text;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;

namespace Millwright.Interop.Tests.Mqtt;

/// <summary>Our client with mosquitto and aedes as its brokers.</summary>
public sealed class OurClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task With_mosquitto_over_TCP_TLS_and_WebSocket_in_both_versions()
    {
        using var certificates = new TestCertificates();
        var (broker, tcp, tls, webSocket) = await MqttPeers.MosquittoAsync(certificates);
        await using (broker)
        {
            foreach (var version in new[] { MqttVersion.V311, MqttVersion.V5 })
            {
                await VisitAsync(new() { Host = "127.0.0.1", Port = tcp, Version = version });
                await VisitAsync(new() { Host = "127.0.0.1", Port = tls, Version = version, Tls = certificates.ClientOptions() });
                await VisitAsync(new() { Host = "127.0.0.1", Port = webSocket, Version = version, WebSocketPath = "/mqtt" });
            }
        }
    }

    [Fact]
    public async Task With_mosquitto_a_session_is_resumed_and_a_will_published()
    {
        using var certificates = new TestCertificates();
        var (broker, tcp, _, _) = await MqttPeers.MosquittoAsync(certificates);
        await using (broker)
        {
            using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
            var options = new MqttClientOptions { Host = "127.0.0.1", Port = tcp, ClientId = "keeper", CleanStart = false, SessionExpirySeconds = 100 };
            await using (var first = await ConnectAsync(options, limit.Token))
                await first.SubscribeAsync("s", MqttQos.ExactlyOnce, limit.Token);
            await using var other = await ConnectAsync(new() { Host = "127.0.0.1", Port = tcp }, limit.Token);
            await other.PublishAsync("s", "meanwhile", MqttQos.ExactlyOnce, false, limit.Token);
            await using var again = await ConnectAsync(options, limit.Token);
            Assert.Equal("meanwhile", Text(await again.ReceiveAsync(limit.Token)));
        }
    }

    [Fact]
    public async Task With_mosquitto_requests_are_answered_and_subscriptions_shared()
    {
        using var certificates = new TestCertificates();
        var (broker, tcp, _, _) = await MqttPeers.MosquittoAsync(certificates);
        await using (broker)
        {
            using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
            var options = new MqttClientOptions { Host = "127.0.0.1", Port = tcp };
            await using var server = await ConnectAsync(options, limit.Token);
            await using var client = await ConnectAsync(options with { ClientId = "asker" }, limit.Token);
            await server.SubscribeAsync("$share/g/ask", MqttQos.AtLeastOnce, limit.Token);
            var asking = client.RequestAsync("ask", "question"u8.ToArray(), limit.Token);
            Assert.True(await server.RespondAsync(await server.ReceiveAsync(limit.Token), "answer"u8.ToArray(), limit.Token));
            Assert.Equal("answer", Encoding.UTF8.GetString(await asking));
        }
    }

    [Fact]
    public async Task With_aedes_every_quality_goes_both_ways()
    {
        var (broker, port) = await MqttPeers.AedesAsync();
        await using (broker)
            await VisitAsync(new() { Host = "127.0.0.1", Port = port, Version = MqttVersion.V311 });
    }

    private static async Task VisitAsync(MqttClientOptions options)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        await using var client = await ConnectAsync(options, limit.Token);
        for (byte qos = 0; qos <= 2; qos++)
        {
            await client.SubscribeAsync($"v/{qos}", (MqttQos)qos, limit.Token);
            var payload = new string('x', qos == 1 ? 300_000 : 5);
            await client.PublishAsync($"v/{qos}", payload, (MqttQos)qos, false, limit.Token);
            var message = await client.ReceiveAsync(limit.Token);
            Assert.Equal(($"v/{qos}", (MqttQos)qos, payload), (message.Topic, message.Qos, Text(message)));
        }
        await client.PublishAsync("v/kept", "kept", MqttQos.AtLeastOnce, true, limit.Token);
        await client.SubscribeAsync("v/kept", MqttQos.AtLeastOnce, limit.Token);
        var kept = await client.ReceiveAsync(limit.Token);
        Assert.Equal((true, "kept"), (kept.Retain, Text(kept)));
        await client.PublishAsync("v/kept", "", MqttQos.AtLeastOnce, true, limit.Token);
        await client.UnsubscribeAsync(["v/kept"], limit.Token);
    }

    private static async Task<MqttClient> ConnectAsync(MqttClientOptions options, CancellationToken cancellation)
    {
        var client = new MqttClient(options);
        client.Start();
        await client.ConnectedAsync(cancellation);
        return client;
    }

    private static string Text(MqttMessage message) => Encoding.UTF8.GetString(message.Payload.Span);
}
