using Millwright.Benchmarks.Processes;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.Benchmarks.OpcUa;

/// <summary>Our client, in the process that calls this.</summary>
internal static class OurClient
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private const double WarmUpSeconds = 1.5;

    public static async Task<OpcUaRun> ReadAsync(int port, int server, int nodes, double seconds)
    {
        await using var client = await ConnectAsync(port);
        var wanted = Enumerable.Range(0, nodes).Select(n => new ReadValueId(Node(n), AttributeId.Value, null, default)).ToArray();
        var values = new DataValue[nodes];
        await LoopAsync(client, wanted, values, WarmUpSeconds);
        return await MeasureAsync(server, () => LoopAsync(client, wanted, values, seconds));
    }

    public static async Task<OpcUaRun> SubscribeAsync(int port, int server, int items, double seconds)
    {
        await using var client = await ConnectAsync(port);
        var counter = new Counter();
        var subscription = client.Subscribe(new() { PublishingInterval = TimeSpan.FromMilliseconds(100), MaxItemsPerServerSubscription = items }, counter);
        subscription.Add(Enumerable.Range(0, items).Select(n => new MonitoredItemRequest((uint)n, Node(n)) { SamplingIntervalMs = 100, QueueSize = 2 }));
        await subscription.SettledAsync();
        if (subscription.LiveItems != items)
            throw new BenchmarkException($"only {subscription.LiveItems} of {items} items are live");
        await Task.Delay(Settling, TimeProvider.System);
        return await MeasureAsync(server, async () =>
        {
            var before = counter.Values;
            await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
            return counter.Values - before;
        });
    }

    /// <summary>One folder, again and again.</summary>
    public static async Task<OpcUaRun> BrowseAsync(int port, int server, double seconds)
    {
        await using var client = await ConnectAsync(port);
        await BrowseLoopAsync(client, WarmUpSeconds);
        return await MeasureAsync(server, () => BrowseLoopAsync(client, seconds));
    }

    private static async Task<long> BrowseLoopAsync(OpcUaClient client, double seconds)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var found = 0L;
        while (clock.GetElapsedTime(start).TotalSeconds < seconds)
        {
            await foreach (var _ in client.BrowseAsync(new NodeId(1, 999_999u)))
                found++;
        }
        return found;
    }

    private static NodeId Node(int number) => new(1, 1_000_000u + (uint)number);

    private static async Task<OpcUaClient> ConnectAsync(int port)
    {
        var client = new OpcUaClient(new()
        {
            EndpointUrls = [$"opc.tcp://127.0.0.1:{port}"],
            Policy = SecurityPolicy.None,
            Mode = MessageSecurityMode.None,
            RequestTimeout = TimeSpan.FromSeconds(30),
        });
        await client.ConnectAsync();
        return client;
    }

    private static async Task<long> LoopAsync(OpcUaClient client, ReadValueId[] wanted, DataValue[] values, double seconds)
    {
        var clock = TimeProvider.System;
        var until = clock.GetTimestamp() + (long)(seconds * clock.TimestampFrequency);
        var requests = 0L;
        while (clock.GetTimestamp() < until)
        {
            await client.ReadAsync(wanted, values);
            if (!values[0].Status.IsGood || values[^1].Value.IsNull)
                throw new BenchmarkException($"a read failed: {values[0].Status}");
            requests++;
        }
        return requests;
    }

    private static async Task<OpcUaRun> MeasureAsync(int server, Func<Task<long>> work)
    {
        var clock = TimeProvider.System;
        var serverCpu = ProcessUse.CpuSeconds(server);
        var cpu = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = clock.GetTimestamp();
        var count = await work();
        var seconds = clock.GetElapsedTime(start).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new(count, seconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, ProcessUse.CpuSeconds(server) - serverCpu, allocated);
    }

    private sealed class Counter : INotificationSink
    {
        private long _values;

        public long Values => Interlocked.Read(ref _values);

        public void OnValue(uint handle, in DataValue value) => Interlocked.Increment(ref _values);
    }
}
