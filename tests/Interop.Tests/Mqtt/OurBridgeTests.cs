using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Model;
using Millwright.Mqtt.Access;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using Millwright.Processes;
using Millwright.Publish.Bridging.Topics;

namespace Millwright.Interop.Tests.Mqtt;

/// <summary>Our broker joined with mosquitto, which comes and goes.</summary>
public sealed class OurBridgeTests
{
    private const int Rounds = 2;
    private const int Each = 100;

    [Fact]
    public async Task No_message_is_lost_either_way_while_mosquitto_comes_and_goes()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120), TimeProvider.System);
        using var certificates = new TestCertificates();
        var access = new OpenAccess();
        await using var ours = new MqttBroker(new MqttBrokerOptions { Authenticator = access, Authorizer = access });
        await ours.StartAsync(limit.Token);
        var local = ours.ListenTcp(new(IPAddress.Loopback, 0)).Port;
        var remote = ChildProcess.FreePort();
        var mosquitto = await MqttPeers.LastingMosquittoAsync(certificates.Folder, remote);
        try
        {
            await using var here = await ClientAsync(local, "down/#", limit.Token);
            await using var there = await ClientAsync(remote, "berlin/up/#", limit.Token);
            await using var bridge = new TopicBridge(
                "test",
                new()
                {
                    Address = $"mqtt://127.0.0.1:{remote}",
                    Local = new() { Address = $"mqtt://127.0.0.1:{local}" },
                    Topics = [new() { Topic = "up/#", RemotePrefix = "berlin/" }, new() { Topic = "down/#", Direction = TopicDirection.In }],
                },
                TagPath.Parse("acme/berlin"), TimeProvider.System, NullLogger.Instance);
            await mosquitto.LineAsync("SUBSCRIBE from millwright-acme-berlin-bridge-test");
            while (ours.Statistics.Subscriptions < 2)
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
            for (var round = 0; round < Rounds; round++)
            {
                await PublishAsync(here, "up/n", round * Each, limit.Token);
                await PublishAsync(there, "down/n", round * Each, limit.Token);
                await mosquitto.InterruptAsync();
                await mosquitto.DisposeAsync();
                // What waits for mosquitto waits in our broker.
                await PublishAsync(here, "up/n", (round * Each) + (Each / 2), limit.Token);
                mosquitto = await MqttPeers.LastingMosquittoAsync(certificates.Folder, remote);
                await there.ConnectedAsync(limit.Token);
                await PublishAsync(there, "down/n", (round * Each) + (Each / 2), limit.Token);
            }
            Assert.Equal(Enumerable.Range(0, Rounds * Each), await AllAsync(there, limit.Token));
            Assert.Equal(Enumerable.Range(0, Rounds * Each), await AllAsync(here, limit.Token));
            Assert.Equal(0, bridge.Status.Refused);
        }
        finally
        {
            await mosquitto.DisposeAsync();
        }
    }

    private static async Task PublishAsync(MqttClient client, string topic, int first, CancellationToken cancellation)
    {
        for (var i = first; i < first + (Each / 2); i++)
            await client.PublishAsync(topic, $"{i}", MqttQos.AtLeastOnce, retain: false, cancellation);
    }

    /// <summary>Each number once, in order of size: some may come twice.</summary>
    private static async Task<IEnumerable<int>> AllAsync(MqttClient client, CancellationToken cancellation)
    {
        var seen = new SortedSet<int>();
        while (seen.Count < Rounds * Each)
            seen.Add(int.Parse(Encoding.UTF8.GetString((await client.ReceiveAsync(cancellation)).Payload.Span), System.Globalization.CultureInfo.InvariantCulture));
        return seen;
    }

    /// <summary>One that keeps its session, so that what comes while its broker is away is not lost by it.</summary>
    private static async Task<MqttClient> ClientAsync(int port, string filter, CancellationToken cancellation)
    {
        var client = new MqttClient(new() { Host = "127.0.0.1", Port = port, ClientId = $"test-{port}", CleanStart = false, SessionExpirySeconds = 10_000 });
        client.Start();
        await client.ConnectedAsync(cancellation);
        await client.SubscribeAsync(filter, MqttQos.AtLeastOnce, cancellation);
        return client;
    }
}
