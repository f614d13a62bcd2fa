using System.Collections.Frozen;
using System.Globalization;
using Millwright.Flow.Bus;
using Millwright.Flow.Events;
using Millwright.Flow.Ledger;
using Millwright.Flow.Options;
using Millwright.Flow.Sources;
using Millwright.Flow.Supervision;
using Millwright.Flow.Tags;
using Millwright.Historian;
using Millwright.Historian.Annotations;
using Millwright.Historian.Events;
using Millwright.Historian.Sql;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Configuration.Reload;
using Millwright.Host.Http.View;
using Millwright.Host.Publishing;
using Millwright.Model;
using Millwright.Publish.Bridging;
using Millwright.Publish.Bridging.Topics;
using Millwright.Publish.Modbus;
using Millwright.Publish.Mqtt;
using Millwright.Publish.OpcUa;

namespace Millwright.Host.Plant;

/// <summary>The running plant as the HTTP face sees it.</summary>
internal sealed class PlantView(PlantRuntime runtime, PlantPublisher publisher, PlantWatch watch, string folder, string schema, TimeProvider clock) : IPlantView
{
    private readonly Lock _gate = new();
    private volatile Configured? _configured;
    private SqlEngine? _sql;
    private long _loadedAt = Timestamp.Now(clock).Ticks;
    private string _loadedVersion = watch.Last.Version;

    public TagPath Plant => runtime.Configuration.Plant;

    public TagTable Tags => runtime.Tags;

    public IReadOnlyList<Asset> Assets => Now.Assets;

    public ICurrentValues Current => runtime.Flow.Current;

    public ISampleBus Bus => runtime.Flow.Bus;

    public IHistoryStore History => runtime.History;

    public AnnotationBook Annotations => runtime.Annotations;

    public IEventStore Events => runtime.Events;

    public EventBus EventBus => runtime.Flow.Events;

    public ConditionBook Conditions => runtime.Flow.Conditions;

    public SqlEngine Sql
    {
        get
        {
            lock (_gate)
                return _sql ??= new(runtime.Configuration.Section<SqlOptions>(), History, new SqlCatalog(this), clock);
        }
    }

    public long DeleteHistory(TagId tag, Timestamp from, Timestamp to, CancellationToken cancellation) => runtime.History.Delete(tag, from, to, cancellation);

    public PrometheusOptions Prometheus => runtime.Configuration.Section<PrometheusOptions>();

    public LedgerSnapshot Ledger => runtime.Flow.Ledger.Snapshot();

    public NodeFigures Node => runtime.Meter.Figures(runtime.Configuration);

    public OpcUaFaceStatus? OpcUa => publisher.OpcUa;

    public ModbusFaceStatus? Modbus => publisher.Modbus;

    public IReadOnlyList<BridgeStatus> Bridges => publisher.Bridges;

    public IReadOnlyList<TopicBridgeStatus> MqttBridges => publisher.MqttBridges;

    public MqttFace? Mqtt => publisher.Mqtt;

    public IReadOnlyList<string> NotReady
    {
        get
        {
            var waiting = runtime.Flow.Connections.Connections.Where(c => c.State != ConnectionState.Disabled && c.Tags > 0).ToList();
            if (waiting.Count == 0 || waiting.Any(c => c.GoodTags > 0))
                return [];
            return [.. waiting.Select(c => $"{c.Name} is {c.State.ToString().ToLowerInvariant()}{(c.LastFault is { } fault ? $": {fault.Problem}" : "")}")];
        }
    }

    public IReadOnlyList<ConnectionView> Connections =>
        [.. runtime.Flow.Connections.Connections.Select(c => new ConnectionView(
            c, runtime.Flow.Connections.Detail(c.Name)?.Diagnostics ?? SourceDiagnostics.Empty, runtime.ResponseTimes.Of(c.Name)))];

    public ConfigurationView Configuration
    {
        get
        {
            var last = watch.Last;
            if (last.Version != _loadedVersion)
                (_loadedVersion, _loadedAt) = (last.Version, Timestamp.Now(clock).Ticks);
            return new(Path.GetFullPath(folder), last.Version, new(_loadedAt), [.. last.Files.Select(f => new ConfigurationText(f.Name, f.Text))], last.Findings);
        }
    }

    public string ConfigurationSchema => schema;

    public TagConfigurationView? ConfigurationOf(TagHandle tag) => Now.Tags.GetValueOrDefault(tag);

    public TagFault? FaultOf(TagHandle tag) =>
        runtime.Tags.TryGet(tag, out var definition)
            ? runtime.Flow.Connections.Detail(definition.Connection)?.TagFaults.FirstOrDefault(f => f.Tag == tag)
            : null;

    public ConnectionDetail? FindConnection(string name) => runtime.Flow.Connections.Detail(name);

    public IAsyncEnumerable<BrowseItem> BrowseAsync(string connection, string? node, CancellationToken cancellation) =>
        runtime.Flow.Connections.BrowseAsync(connection, node, cancellation);

    public bool Restart(string connection)
    {
        if (runtime.Flow.Connections.Detail(connection) is null)
            return false;
        _ = Task.Run(() => runtime.Flow.Connections.RestartAsync(connection, CancellationToken.None));
        return true;
    }

    /// <summary>What is worked out from a configuration, made anew when it changes.</summary>
    private Configured Now
    {
        get
        {
            var configuration = runtime.Configuration;
            var configured = _configured;
            if (configured is null || !ReferenceEquals(configured.Of, configuration))
                _configured = configured = Describe(configuration);
            return configured;
        }
    }

    private Configured Describe(PlantConfiguration configuration)
    {
        var scans = configuration.Connections.ToDictionary(c => c.Name, c => c.Options, StringComparer.OrdinalIgnoreCase);
        var tags = new Dictionary<TagHandle, TagConfigurationView>();
        foreach (var tag in configuration.Tags)
        {
            if (runtime.Tags.TryFind(tag.Path, out var handle))
                tags[handle] = new(tag.Options.Scan ?? scans[tag.Connection].Scan, ScalingOf(tag.Options), tag.Options.Deadband?.ToString(), tag.Place, ["historian"]);
        }
        return new(configuration, AssetTree.Ordered([.. configuration.Assets.Select(a => a.Asset)]), tags.ToFrozenDictionary());
    }

    private static string? ScalingOf(TagOptions tag)
    {
        var parts = new List<string>();
        if (tag.Bit is { } bit)
            parts.Add($"bit {bit}");
        if (tag.Scale is { } scale)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"x {scale}"));
        if (tag.Offset is { } offset and not 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{(offset < 0 ? "-" : "+")} {Math.Abs(offset)}"));
        if (tag.Linear is { } linear)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{linear.RawLow}..{linear.RawHigh} -> {linear.Low ?? tag.Range?.Low}..{linear.High ?? tag.Range?.High}"));
        if (tag.SourceUnit is { } source && source != tag.Unit)
            parts.Add($"{source} -> {tag.Unit}");
        if (tag.Counter)
            parts.Add("counter");
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    private sealed record Configured(PlantConfiguration Of, IReadOnlyList<Asset> Assets, FrozenDictionary<TagHandle, TagConfigurationView> Tags);
}
