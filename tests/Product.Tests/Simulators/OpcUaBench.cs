using System.Collections.Concurrent;
using System.Net;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Simulators.Machines;
using Millwright.Simulators.OpcUa;
using Millwright.Simulators.Plants;
using Millwright.Simulators.Registers;

namespace Product.Tests.Simulators;

/// <summary>Some machines behind one OPC UA server, and our own client. Physics move only when told.</summary>
internal sealed class OpcUaBench : IAsyncDisposable
{
    private readonly PlantPhysics _physics;
    private double _elapsed;

    private OpcUaBench(Func<DemoPlant, Machine[]> machines, TimeProvider? time, string? pki)
    {
        Plant = new DemoPlant(1, TimeZoneInfo.Utc);
        _physics = new PlantPhysics(Plant, PlantDay.Monday);
        Time = time ?? TimeProvider.System;
        Port = new OpcUaPort(new OpcUaPlan("bench", 0, machines(Plant)), new SimulatedOpcUaOptions { PkiFolder = pki }, IPAddress.Loopback, null, Time);
    }

    public DemoPlant Plant { get; }

    public OpcUaPort Port { get; }

    public TimeProvider Time { get; }

    public static async Task<OpcUaBench> StartAsync(Func<DemoPlant, Machine[]>? machines = null, TimeProvider? time = null, string? pki = null)
    {
        var bench = new OpcUaBench(machines ?? (static plant => [plant.Press]), time, pki);
        bench.Run(30);
        await bench.Port.OpenAsync();
        return bench;
    }

    /// <summary>Lets the machines run for so many seconds, then shows the outcome.</summary>
    public void Run(double seconds)
    {
        _elapsed += seconds;
        _physics.RunTo(_elapsed, int.MaxValue);
        Port.Publish();
    }

    public OpcUaClientOptions Options => new()
    {
        EndpointUrls = [Port.Url],
        Policy = SecurityPolicy.None,
        KeepAliveInterval = TimeSpan.FromMilliseconds(100),
        RetryAfter = TimeSpan.FromMilliseconds(20),
        MaxRetryAfter = TimeSpan.FromMilliseconds(100),
    };

    public async Task<OpcUaClient> ConnectAsync(OpcUaClientOptions? options = null)
    {
        var client = new OpcUaClient(options ?? Options);
        await client.ConnectAsync(TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>Watches variables of a machine, each under its position as handle.</summary>
    public static async Task<(Subscription Subscription, OpcUaSink Sink)> WatchAsync(OpcUaClient client, Machine machine, params string[] names)
    {
        var sink = new OpcUaSink();
        var subscription = client.Subscribe(new SubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(20), ItemRetryAfter = TimeSpan.FromMilliseconds(50) }, sink);
        subscription.Add(names.Select((name, i) => new MonitoredItemRequest((uint)i, new ExpandedNodeId(Id(client, machine, name))) { SamplingIntervalMs = 0, QueueSize = 5 }));
        await subscription.SettledAsync(TestContext.Current.CancellationToken);
        return (subscription, sink);
    }

    public static NodeId Id(OpcUaClient client, Machine machine, string name) =>
        new((ushort)client.Namespaces.IndexOf(OpcUaPlan.NamespaceOf(machine)), name);

    public static async Task<DataValue> ReadAsync(OpcUaClient client, Machine machine, string name) =>
        await client.ReadValueAsync(Id(client, machine, name), TestContext.Current.CancellationToken);

    /// <summary>What a Modbus master would make of a point now.</summary>
    public static Variant Registers(Machine machine, RegisterPoint point)
    {
        var registers = new ushort[point.Length];
        Assert.Equal(default, machine.Read(point.Area, point.Address, registers));
        return PointValues.Decode(point, registers);
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "waited in vain");
            await Task.Yield();
        }
    }

    public ValueTask DisposeAsync() => Port.DisposeAsync();
}

/// <summary>Notes what a client's subscription brings.</summary>
internal sealed class OpcUaSink : INotificationSink
{
    public ConcurrentQueue<(uint Handle, DataValue Value)> Values { get; } = new();

    public ConcurrentQueue<IReadOnlyList<Variant>> Events { get; } = new();

    public ConcurrentDictionary<uint, StatusCode> Statuses { get; } = new();

    public DataValue? Last(uint handle) => Values.Where(v => v.Handle == handle).Select(v => (DataValue?)v.Value).LastOrDefault();

    public void OnValue(uint handle, in DataValue value) => Values.Enqueue((handle, value));

    public void OnEvent(uint handle, IReadOnlyList<Variant> fields) => Events.Enqueue(fields);

    public void OnItemStatus(uint handle, StatusCode status) => Statuses[handle] = status;
}
