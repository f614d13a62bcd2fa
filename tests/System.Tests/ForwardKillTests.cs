using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Millwright.Modbus.Server;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Sparkplug;
using Millwright.Processes;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>kill -9 of the plant while it forwards to mosquitto, again and again (R1). MILLWRIGHT_FORWARD_KILLS says how often.</summary>
public sealed class ForwardKillTests
{
    private const int LeastForwarded = 50;
    private const string Tag = "line/machine/count";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_is_in_the_log_comes_to_the_namespace_and_to_Sparkplug_after_each_kill()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_FORWARD_KILLS"), CultureInfo.InvariantCulture, out var asked) ? asked : 2;
        var program = File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : ChildProcess.Find("mosquitto");
        if (program is null)
            Assert.Skip("needs mosquitto: apt-get install mosquitto");
        var port = ChildProcess.FreePort();
        await using var broker = ChildProcess.Start(program, ["-p", port.ToString(CultureInfo.InvariantCulture), "-v"]);
        await broker.LineAsync("running");
        await using var reader = new Reader(port);
        await reader.StartAsync();
        await using var device = new ModbusServer().MapAll(new CountingDevice());
        using var plant = new TemporaryPlant(Yaml(device.ListenTcp(new IPEndPoint(IPAddress.Loopback, 0)).Port, port));
        for (var kill = 0; kill < kills; kill++)
        {
            await using var killed = await MillwrightProcess.StartAsync(plant);
            var (namespaced, sparkplug) = (reader.Namespace.Count, reader.Sparkplug.Count);
            await Eventually.TrueAsync(
                () => reader.Namespace.Count >= namespaced + LeastForwarded && reader.Sparkplug.Count >= sparkplug + LeastForwarded,
                Patience, () => $"{reader.Namespace.Count - namespaced} and {reader.Sparkplug.Count - sparkplug} forwarded after start {kill}\n{killed.Output}");
            await killed.KillAsync();
        }
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await millwright.WaitReadyAsync();
        var logged = (await millwright.HistoryAsync(Tag)).Where(s => !double.IsNaN(s.Value)).Select(s => (int)s.Value).ToList();
        Assert.True(logged.Count >= kills * LeastForwarded);
        foreach (var (name, seen) in ((string, ConcurrentDictionary<int, byte>)[])[("the namespace", reader.Namespace), ("Sparkplug", reader.Sparkplug)])
        {
            // What was logged before the first start had begun to forward is not promised.
            var first = seen.Keys.Min();
            List<int> Missing() => [.. logged.Where(v => v >= first && !seen.ContainsKey(v))];
            await Eventually.TrueAsync(() => Missing().Count == 0, Patience, () => $"{name} misses {Missing().Count} of {logged.Count}: {string.Join(", ", Missing().Take(10))}\n{millwright.Output}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {logged.Count} logged, none lost on either way");
    }

    private static string Yaml(int device, int broker) =>
        $$"""
        connections:
          device: { driver: modbus-tcp, address: "127.0.0.1:{{device}}", unit: 1, scan: 20 ms, timeout: 10 s }
        assets:
          line/machine:
            connection: device
            tags:
              count: { register: holding 0, as: uint32 }
        publish:
          uns: { address: "mqtt://127.0.0.1:{{broker}}" }
          sparkplug: { address: "mqtt://127.0.0.1:{{broker}}", group: acme, edge_node: test }
        """;

    /// <summary>A subscriber that is there all the time; the plant has one tag, so each number in a device's message is its value.</summary>
    private sealed class Reader(int port) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly MqttClient _client = new(new() { Host = "127.0.0.1", Port = port, ClientId = "reader" });
        private Task _reading = Task.CompletedTask;

        public ConcurrentDictionary<int, byte> Namespace { get; } = [];

        public ConcurrentDictionary<int, byte> Sparkplug { get; } = [];

        public async Task StartAsync()
        {
            _client.Start();
            await _client.ConnectedAsync(CancellationToken.None).WaitAsync(Patience);
            await _client.SubscribeAsync("acme/#", MqttQos.AtLeastOnce, CancellationToken.None).WaitAsync(Patience);
            await _client.SubscribeAsync("spBv1.0/#", MqttQos.AtLeastOnce, CancellationToken.None).WaitAsync(Patience);
            _reading = ReadAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _reading;
            await _client.DisposeAsync();
            _stop.Dispose();
        }

        private async Task ReadAsync()
        {
            try
            {
                while (true)
                    Take(await _client.ReceiveAsync(_stop.Token));
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The test ends.
            }
        }

        private void Take(MqttMessage message)
        {
            if (!SparkplugTopic.TryParse(message.Topic, out var topic))
            {
                using var json = JsonDocument.Parse(message.Payload);
                if (json.RootElement.GetProperty("value") is { ValueKind: JsonValueKind.Number } number)
                    Namespace.TryAdd(number.GetInt32(), 0);
            }
            else if (topic.Value.Type is SparkplugMessageType.DeviceBirth or SparkplugMessageType.DeviceData && PayloadReader.Read(message.Payload.Span, out var payload) == PayloadFault.None)
            {
                while (payload.TryReadMetric(out var metric))
                {
                    if (metric is { IsNull: false, Kind: MetricValueKind.Int or MetricValueKind.Long })
                        Sparkplug.TryAdd((int)metric.Bits, 0);
                }
            }
        }
    }
}
