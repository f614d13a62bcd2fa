using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Processes;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>kill -9 of the broker at full load, again and again (R1). MILLWRIGHT_BROKER_KILLS says how often.</summary>
public sealed class BrokerKillTests
{
    private const int LeastAcknowledged = 1_000;
    private const int Publishers = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task What_the_broker_acknowledged_waits_for_the_subscriber_after_each_kill_and_once_alone()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_BROKER_KILLS"), CultureInfo.InvariantCulture, out var asked) ? asked : 3;
        var port = ChildProcess.FreePort();
        using var plant = new TemporaryPlant(Yaml(port));
        var acknowledged = new ConcurrentDictionary<string, byte>();
        for (var kill = 0; kill < kills; kill++)
        {
            await using var millwright = await MillwrightProcess.StartAsync(plant);
            if (kill == 0)
                await LeaveSubscriptionAsync(port);
            await PublishAsync(port, kill, acknowledged, millwright);
        }
        await using var last = await MillwrightProcess.StartAsync(plant);
        await using var subscriber = await ConnectAsync(port, "subscriber", persistent: true);
        var received = new Dictionary<string, int>();
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var missing = new HashSet<string>(acknowledged.Keys);
        while (missing.Count > 0)
        {
            var text = Encoding.UTF8.GetString((await subscriber.ReceiveAsync(patience.Token)).Payload.Span);
            received[text] = received.GetValueOrDefault(text) + 1;
            missing.Remove(text);
        }
        Assert.True(acknowledged.Count >= kills * LeastAcknowledged);
        Assert.Empty(received.Where(r => r.Value > 1).Select(r => r.Key));
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {acknowledged.Count} acknowledged, none lost, none twice; {received.Count - acknowledged.Count} came that were not acknowledged yet");
    }

    private static async Task LeaveSubscriptionAsync(int port)
    {
        await using var subscriber = await ConnectAsync(port, "subscriber", persistent: true);
        await subscriber.SubscribeAsync("load/#", MqttQos.ExactlyOnce, CancellationToken.None).WaitAsync(Patience);
    }

    /// <summary>Publishes without pause, half QoS 1 and half QoS 2, until enough was acknowledged; then the broker dies in the middle of it.</summary>
    private static async Task PublishAsync(int port, int kill, ConcurrentDictionary<string, byte> acknowledged, MillwrightProcess millwright)
    {
        await using var publisher = await ConnectAsync(port, $"publisher-{kill}", persistent: false);
        using var stop = new CancellationTokenSource();
        var before = acknowledged.Count;
        var number = 0;
        var loops = Enumerable.Range(0, Publishers).Select(async i =>
        {
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    var text = $"{kill}-{Interlocked.Increment(ref number)}";
                    await publisher.PublishAsync("load/x", text, i % 2 == 0 ? MqttQos.AtLeastOnce : MqttQos.ExactlyOnce, retain: false, stop.Token);
                    acknowledged.TryAdd(text, 0);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or MqttException)
            {
                // The broker was killed: what is under way is not acknowledged.
            }
        }).ToList();
        await Eventually.TrueAsync(() => acknowledged.Count >= before + LeastAcknowledged, Patience, () => $"only {acknowledged.Count - before} acknowledged\n{millwright.Output}");
        await millwright.KillAsync();
        await stop.CancelAsync();
        await Task.WhenAll(loops);
    }

    private static async Task<MqttClient> ConnectAsync(int port, string id, bool persistent)
    {
        var client = new MqttClient(new() { Host = "127.0.0.1", Port = port, ClientId = id, CleanStart = false, SessionExpirySeconds = persistent ? 100_000u : 0 });
        client.Start();
        await client.ConnectedAsync(CancellationToken.None).WaitAsync(Patience);
        return client;
    }

    private static string Yaml(int port) =>
        $$"""
        publish:
          mqtt:
            listen: 127.0.0.1:{{port}}
            anonymous: true
            max_queued_messages: 1000000
            access: [{ anonymous: true, publish: [load/#], subscribe: [load/#] }]
        """;
}
