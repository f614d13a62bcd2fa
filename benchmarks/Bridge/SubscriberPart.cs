using System.Globalization;
using System.Text.Json;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Sparkplug;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.Benchmarks.Bridge;

/// <summary>
/// Subscribers of all three ways in a process of their own. Says "ready" when each tag came by OPC UA and values flow by the others, takes those of some seconds,
/// and says a line of JSON for MQTT, Sparkplug and OPC UA.
/// </summary>
internal static class SubscriberPart
{
    public const string Verb = "bridge-subscriber";

    /// <param name="arguments">The broker's port, that of the OPC UA server, tags, seconds of settling, seconds measured.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var numbers = arguments.Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
        var (mqtt, sparkplug, opcUa) = (new Latencies(), new Latencies(), new Latencies());
        using var stop = new CancellationTokenSource();
        await using var plain = await SubscribeAsync(numbers[0], "acme/#");
        await using var edge = await SubscribeAsync(numbers[0], "spBv1.0/#");
        var reading = Task.WhenAll(ReadAsync(plain, m => TakeJson(m, mqtt), stop.Token), ReadAsync(edge, m => TakeMetrics(m, sparkplug), stop.Token));
        await using var client = new OpcUaClient(new()
        {
            EndpointUrls = [$"opc.tcp://127.0.0.1:{numbers[1]}"],
            Policy = SecurityPolicy.None,
            Mode = MessageSecurityMode.None,
            RequestTimeout = TimeSpan.FromSeconds(30),
        });
        await client.ConnectAsync();
        var items = client.Subscribe(new() { PublishingInterval = TimeSpan.FromMilliseconds(100), MaxItemsPerServerSubscription = numbers[2] }, new Sink(opcUa));
        items.Add(Enumerable.Range(0, numbers[2]).Select(n => new MonitoredItemRequest((uint)n, new NodeId(2, $"hall/device/t{n}")) { SamplingIntervalMs = 0, QueueSize = 2 }));
        await items.SettledAsync();
        if (items.LiveItems != numbers[2])
            throw new BenchmarkException($"only {items.LiveItems} of {numbers[2]} items are live");
        await Task.Delay(TimeSpan.FromSeconds(numbers[3]), TimeProvider.System);
        Console.WriteLine("ready");
        Latencies[] all = [mqtt, sparkplug, opcUa];
        foreach (var way in all)
            way.Begin();
        await Task.Delay(TimeSpan.FromSeconds(numbers[4]), TimeProvider.System);
        foreach (var way in all)
            Console.WriteLine(JsonSerializer.Serialize(way.Result()));
        await stop.CancelAsync();
        await reading;
    }

    private static async Task<MqttClient> SubscribeAsync(int port, string filter)
    {
        var client = new MqttClient(new() { Host = "127.0.0.1", Port = port, MaxUnconsumed = 100_000, ReceiveMaximum = 10_000 });
        client.Start();
        await client.ConnectedAsync(CancellationToken.None);
        await client.SubscribeAsync(filter, MqttQos.AtLeastOnce, CancellationToken.None);
        return client;
    }

    private static async Task ReadAsync(MqttClient client, Action<MqttMessage> take, CancellationToken stop)
    {
        try
        {
            while (true)
                take(await client.ReceiveAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The measuring ends.
        }
    }

    private static void TakeJson(MqttMessage message, Latencies latencies)
    {
        var reader = new Utf8JsonReader(message.Payload.Span);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                latencies.Add(reader.GetUInt32());
                return;
            }
        }
    }

    private static void TakeMetrics(MqttMessage message, Latencies latencies)
    {
        if (!SparkplugTopic.TryParse(message.Topic, out var topic) || topic.Value.Type != SparkplugMessageType.DeviceData || PayloadReader.Read(message.Payload.Span, out var payload) != PayloadFault.None)
            return;
        while (payload.TryReadMetric(out var metric))
        {
            if (!metric.IsNull)
                latencies.Add((uint)metric.Bits);
        }
    }

    private sealed class Sink(Latencies latencies) : INotificationSink
    {
        public void OnValue(uint handle, in DataValue value)
        {
            if (value.Status.IsGood && value.Value.TryGetInteger(out var stamp))
                latencies.Add((uint)stamp);
        }
    }
}
