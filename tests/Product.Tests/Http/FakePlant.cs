using System.Runtime.CompilerServices;
using Millwright.Flow.Bus;
using Millwright.Flow.Events;
using Millwright.Flow.Ledger;
using Millwright.Flow.Sources;
using Millwright.Flow.Supervision;
using Millwright.Flow.Tags;
using Millwright.Historian;
using Millwright.Historian.Annotations;
using Millwright.Historian.Events;
using Millwright.Historian.Queries;
using Millwright.Historian.Sql;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Http.View;
using Millwright.Model;
using Millwright.Product.Tests.Control;
using Millwright.Publish.Bridging;
using Millwright.Publish.Bridging.Topics;
using Millwright.Publish.Modbus;
using Millwright.Publish.Mqtt;
using Millwright.Publish.OpcUa;

namespace Millwright.Product.Tests.Http;

/// <summary>A plant of two machines that a test moves by hand.</summary>
internal sealed class FakePlant : IPlantView
{
    public static readonly Timestamp Start = Timestamp.From(new(2026, 3, 9, 10, 0, 0, TimeSpan.Zero));

    public FakePlant(int extraTags = 0)
    {
        var definitions = new List<TagDefinition>
        {
            Define("shop/press3/oil_temperature", TagKind.Float64) with { Unit = Unit.TryParse("°C", out var unit) ? unit : null, Decimals = 1, Description = "in the tank", Writable = true },
            Define("shop/press3/state", TagKind.UInt16) with { States = new Dictionary<long, string> { [0] = "idle", [1] = "running" } },
            Define("shop/press3/name", TagKind.String),
            Define("shop/pump/flow", TagKind.Float64) with { Connection = "pump" },
        };
        for (var i = 0; i < extraTags; i++)
            definitions.Add(Define($"field/t{i:D5}", TagKind.Float64));
        var handles = Tags.Replace(definitions);
        (Temperature, State, Name, Flow) = (handles[0], handles[1], handles[2], handles[3]);
        Extra = [.. handles.Skip(4)];
        Set(Temperature, TagValue.Of(42.05));
        Set(State, TagValue.Of((ushort)1));
        Set(Name, TagValue.Of("a,b \"c\""));
    }

    public TagHandle Temperature { get; }

    public TagHandle State { get; }

    public TagHandle Name { get; }

    public TagHandle Flow { get; }

    public IReadOnlyList<TagHandle> Extra { get; }

    public FakeCurrentValues Values { get; } = new();

    public FakeBus FakeBus { get; } = new();

    public FakeHistory FakeHistory { get; } = new();

    public List<string> Restarted { get; } = [];

    public List<string> Reasons { get; } = [];

    public ConnectionState PressState { get; set; } = ConnectionState.Running;

    public TagPath Plant => TagPath.Parse("acme/berlin");

    public TagTable Tags { get; } = new();

    public IReadOnlyList<Asset> Assets =>
    [
        new() { Path = TagPath.Parse("acme/berlin/shop"), Level = AssetLevel.Area },
        new() { Path = TagPath.Parse("acme/berlin/shop/press3"), Level = AssetLevel.Machine, StateTag = "state" },
        new() { Path = TagPath.Parse("acme/berlin/shop/pump"), Level = AssetLevel.Machine },
    ];

    public ICurrentValues Current => Values;

    public ISampleBus Bus => FakeBus;

    public IHistoryStore History => FakeHistory;

    public AnnotationBook Annotations { get; } = AnnotationBook.Open(new MemoryFiles(), "/historian", TimeProvider.System);

    /// <summary>What was deleted; null makes the next deletion fail.</summary>
    public List<string>? Deleted { get; set; } = [];

    public FakeEvents FakeEvents { get; } = new();

    public IEventStore Events => FakeEvents;

    public EventBus EventBus { get; } = new();

    public ConditionBook Conditions { get; } = new();

    public long DeleteHistory(TagId tag, Timestamp from, Timestamp to, CancellationToken cancellation)
    {
        if (Deleted is null)
            throw new IOException("the disk is full");
        Deleted.Add($"{from} {to}");
        return FakeHistory.Samples.TryGetValue(tag, out var samples) ? samples.RemoveAll(s => s.SourceTime >= from && s.SourceTime < to) : 0;
    }

    public SqlEngine Sql => field ??= new(SqlOptions, FakeHistory, new SqlCatalog(this), TimeProvider.System);

    public SqlOptions SqlOptions { get; } = new();

    public PrometheusOptions Prometheus { get; } = new();

    public LedgerSnapshot Ledger { get; set; } = new(
        Start, [new("press", 10, 2, 1, 6, 0, 1, 0)], [new("historian", 6, 5, 5, 1, 0)],
        [new(1, "press", null, Start, Start + TimeSpan.FromSeconds(5), GapCause.DeviceDown, -1, "no answer")]);

    public NodeFigures Node { get; } = new() { Name = "node1", Tier = "edge", Version = "0.1.0", StartedAt = Start, TimeZone = "Europe/Berlin" };

    public OpcUaFaceStatus? OpcUa { get; set; }

    public ModbusFaceStatus? Modbus { get; set; }

    public IReadOnlyList<BridgeStatus> Bridges { get; set; } = [];

    public IReadOnlyList<TopicBridgeStatus> MqttBridges { get; set; } = [];

    public MqttFace? Mqtt { get; set; }

    public IReadOnlyList<string> NotReady => Reasons;

    public IReadOnlyList<ConnectionView> Connections => [new(Status("press", PressState), SourceDiagnostics.Empty, [1.5, double.NaN])];

    public ConfigurationView Configuration { get; } = new(
        "/plant", "1", Start, [new("plant.yaml", "plant: acme/berlin")], [new(new("plant.yaml", 3), "odd", "mend it") { IsWarning = true }]);

    public string ConfigurationSchema => """{"type":"object"}""";

    public TagConfigurationView? ConfigurationOf(TagHandle tag) => new(TimeSpan.FromSeconds(1), "x 0.1", "0.2 °C", new("press.yaml", 14), ["historian"]);

    public TagFault? FaultOf(TagHandle tag) => tag == Flow ? new(Flow, Start, Quality.BadNoCommunication, "exception 2", "see the manual", 3) : null;

    public ConnectionDetail? FindConnection(string name) => name == "press"
        ? new(Status("press", PressState), SourceDiagnostics.Empty with { Plan = [new("1", "holding", 100, 20, TimeSpan.FromSeconds(1), double.NaN, [(105, 2)])] },
            [new(Start, ConnectionState.Running, null)], [new(Flow, Start, Quality.Bad, "exception 2", "see the manual", 3)], [new(Start, "Information", "up")])
        : null;

    public async IAsyncEnumerable<BrowseItem> BrowseAsync(string connection, string? node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        if (node == "silent")
            throw new SourceException(new(SourceFaultKind.TimedOut, "unit 7 is silent", "look at its cable"));
        for (var i = 0; node == "many" && i < 2_500; i++)
            yield return new($"{i}", $"item {i}", "variable", null, null, TagValue.None, false);
        if (node != "many")
            yield return new("1", "unit 1", "unit", null, null, TagValue.None, true);
    }

    public bool Restart(string connection)
    {
        if (connection != "press")
            return false;
        Restarted.Add(connection);
        return true;
    }

    /// <summary>Gives a tag a value and tells the bus.</summary>
    public void Set(TagHandle tag, TagValue value, Quality? quality = null, Timestamp? at = null)
    {
        var sample = new Sample(tag, at ?? Start, value, quality ?? Quality.Good);
        Values.Set(sample);
        FakeBus.Publish(sample);
    }

    private static TagDefinition Define(string path, TagKind kind) => new()
    {
        Id = new(Guid.NewGuid()),
        Path = TagPath.Parse("acme/berlin/" + path),
        Kind = kind,
        Connection = "press",
        Address = "holding 100",
    };

    private static ConnectionStatus Status(string name, ConnectionState state) =>
        new() { Name = name, Driver = "modbus-tcp", Address = "10.0.0.1:502", State = state, Since = Start, Tags = 3, GoodTags = 3 };
}

/// <summary>A conflating bus as its contract says.</summary>
internal sealed class FakeBus : ISampleBus
{
    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscriptions = [];

    public IReadOnlyList<SubscriptionStatus> Subscriptions
    {
        get
        {
            lock (_gate)
                return [.. _subscriptions.Select(s => s.Status)];
        }
    }

    public ISubscription Subscribe(string name, Interest interest)
    {
        lock (_gate)
        {
            var subscription = new Subscription(this, name, interest.Tags);
            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    public void Publish(in Sample sample)
    {
        lock (_gate)
        {
            foreach (var subscription in _subscriptions)
                subscription.Put(sample);
        }
    }

    private sealed class Subscription(FakeBus bus, string name, IReadOnlyCollection<TagHandle>? tags) : ISubscription
    {
        private readonly Dictionary<TagHandle, Sample> _waiting = [];
        private HashSet<TagHandle>? _tags = tags is null ? null : [.. tags];
        private long _conflated;

        public SubscriptionStatus Status => new(name, Delivery.Conflating, _waiting.Count, 0, _conflated, 0);

        public void Put(in Sample sample)
        {
            if (_tags?.Contains(sample.Tag) == false)
                return;
            if (_waiting.ContainsKey(sample.Tag))
                _conflated++;
            _waiting[sample.Tag] = sample;
        }

        public ValueTask<SampleBatch> ReadAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public bool TryRead(out SampleBatch? batch)
        {
            lock (bus._gate)
            {
                batch = null;
                if (_waiting.Count == 0)
                    return false;
                batch = SampleBatch.Rent(_waiting.Count);
                foreach (var sample in _waiting.Values)
                    batch.Add(sample);
                _waiting.Clear();
                return true;
            }
        }

        public void SetInterest(IReadOnlyCollection<TagHandle>? tags)
        {
            lock (bus._gate)
                _tags = tags is null ? null : [.. tags];
        }

        public void Dispose()
        {
            lock (bus._gate)
                bus._subscriptions.Remove(this);
        }
    }
}

/// <summary>History in a list.</summary>
internal sealed class FakeHistory : IHistoryStore
{
    public Dictionary<TagId, List<StoredSample>> Samples { get; } = [];

    public bool TryGetLast(TagId tag, out StoredSample sample)
    {
        var all = Of(tag);
        sample = all.Count > 0 ? all[^1] : default;
        return all.Count > 0;
    }

    public async IAsyncEnumerable<StoredSample> ReadRawAsync(
        TagId tag, Timestamp from, Timestamp to, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        foreach (var sample in Of(tag).Where(s => s.SourceTime >= from && s.SourceTime < to).Take(limit))
            yield return sample;
    }

    public ValueTask<long> CountAsync(TagId tag, Timestamp from, Timestamp to, CancellationToken cancellation) =>
        ValueTask.FromResult(Of(tag).LongCount(s => s.SourceTime >= from && s.SourceTime < to));

    public ValueTask<IReadOnlyList<Bucket>> DownsampleAsync(TagId tag, Timestamp from, Timestamp to, int buckets, CancellationToken cancellation)
    {
        var width = (to.Ticks - from.Ticks) / buckets;
        var result = Of(tag).Where(s => s.SourceTime >= from && s.SourceTime < to)
            .GroupBy(s => (s.SourceTime.Ticks - from.Ticks) / width)
            .Select(g => new Bucket(new(from.Ticks + g.Key * width), g.Min(s => s.Value.ToDouble()), g.Max(s => s.Value.ToDouble()), g.Average(s => s.Value.ToDouble()), g.Count(), Quality.Good));
        return ValueTask.FromResult<IReadOnlyList<Bucket>>([.. result]);
    }

    public ValueTask<TagExtent?> GetExtentAsync(TagId tag, CancellationToken cancellation) =>
        ValueTask.FromResult(Of(tag) is { Count: > 0 } all ? new TagExtent(all[0].SourceTime, all[^1].SourceTime, all.Count) : null);

    public ValueTask<IReadOnlyList<IntervalSummary>> SummarizeAsync(
        TagId tag, IReadOnlyList<Timestamp> bounds, CourseOptions options, CancellationToken cancellation) =>
        RawSummaries.SummarizeAsync(this, tag, bounds, options, Timestamp.MaxValue, cancellation);

    public ValueTask<StoredSample?> FindBeforeAsync(TagId tag, Timestamp time, CancellationToken cancellation) =>
        ValueTask.FromResult(Of(tag).FindLastIndex(s => s.SourceTime < time) is >= 0 and var i ? Of(tag)[i] : (StoredSample?)null);

    public ValueTask<StoredSample?> FindFromAsync(TagId tag, Timestamp time, CancellationToken cancellation) =>
        ValueTask.FromResult(Of(tag).FindIndex(s => s.SourceTime >= time) is >= 0 and var i ? Of(tag)[i] : (StoredSample?)null);

    private List<StoredSample> Of(TagId tag) => Samples.GetValueOrDefault(tag) ?? [];
}
