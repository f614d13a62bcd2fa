using Millwright.Control.Audit;
using Millwright.Control.Commands;
using Millwright.Control.Writes;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Flow.Pipeline;
using Millwright.Flow.Sinks;
using Millwright.Flow.Supervision;
using Millwright.Flow.Tags;
using Millwright.Historian;
using Millwright.Historian.Annotations;
using Millwright.Historian.Events;
using Millwright.Host.Certificates;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Configuration.Reload;
using Millwright.Host.Http.Ingest;
using Millwright.Host.Ingest;
using Millwright.Model;

namespace Millwright.Host.Plant;

/// <summary>The running plant: every stage of the way of a sample, put together once and taken down in the opposite order.</summary>
internal sealed class PlantRuntime : IAsyncDisposable
{
    /// <summary>How long an orderly end may take before what is left is left to recovery.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>How long a device may take for a command.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _placing = new(1);
    private readonly MadeTags _made;
    private readonly TagRegistry _registry;
    private readonly TagCatalog _catalog;
    private readonly CountedCursor _cursor;
    private readonly CountedCursor _eventCursor;
    private readonly Task _keeping;
    private readonly Task _keepingEvents;
    private readonly Task _measuring;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile PlantConfiguration _configuration;
    private PlantConfiguration _written;
    private bool _disposed;

    private PlantRuntime(
        PlantConfiguration configuration, PlantData data, IFileStore files, TagRegistry registry, SampleLog log, LossRelay losses,
        TagTable tags, MadeTags made, TimeProvider clock, ILoggerFactory loggers)
    {
        (_written, _made) = (configuration, made);
        (_configuration, _clock, _logger, _registry, Data, Log, Tags) = (configuration, clock, loggers.CreateLogger<PlantRuntime>(), registry, data, log, tags);
        _catalog = new(registry, tags);
        Flow = PlantFlow.Start(new(tags, log, files, data.Ledger, clock, loggers));
        losses.Attach(Flow.Ledger);
        var cursor = log.OpenCursor("historian");
        _cursor = new(cursor, Flow.Ledger.Sink(cursor.Name, cursor.Acknowledged));
        History = HistoryStore.Open(
            configuration.Section<HistorianOptions>(), data.Historian, files, _cursor, tags, clock, loggers.CreateLogger<HistoryStore>());
        Annotations = AnnotationBook.Open(files, data.Historian, clock);
        var events = log.OpenEventCursor(EventStore.CursorName);
        _eventCursor = new(events, Flow.Ledger.Sink(events.Name, events.Acknowledged, isOfEvents: true));
        Events = EventStore.Open(configuration.Section<EventStoreOptions>(), data.Events, files, _eventCursor, clock, loggers.CreateLogger<EventStore>());
        Flow.SeedConditions(Events.Conditions.Standing);
        Audit = AuditTrail.Open(files, data.Audit, new(), clock, loggers.CreateLogger("Millwright.Audit"));
        Targets = new(Flow.Writers);
        Gate = new WriteGate(tags, Flow.Current, Targets, Audit, clock, new());
        CommandTargets = new(Flow.Writers);
        Commands = new(tags, Flow.Current, CommandTargets, Flow.Conditions, Audit, clock, CallTimeout);
        Ingest = new(new(Flow.Connections.PushSourceOf, MakeTagsAsync, clock));
        Import = new HistoryImport(new(tags, () => _configuration.Plant, Flow.Connections.KeepAsync, MakeTagsAsync, clock));
        Certificates = new(data.Folder, configuration.Plant, clock);
        Meter = new(data, files, log, Flow, History, Events, Audit, Certificates, clock);
        _keeping = History.RunAsync(_stop.Token);
        _keepingEvents = Events.RunAsync(_stop.Token);
        _measuring = MeasureAsync();
    }

    public PlantData Data { get; }

    public SampleLog Log { get; }

    public TagTable Tags { get; }

    public PlantFlow Flow { get; }

    public HistoryStore History { get; }

    public AnnotationBook Annotations { get; }

    public EventStore Events { get; }

    public AuditTrail Audit { get; }

    public WriteTargets Targets { get; }

    public WriteGate Gate { get; }

    public CommandTargets CommandTargets { get; }

    public CommandGate Commands { get; }

    /// <summary>Takes what clients write.</summary>
    public PlantIngest Ingest { get; }

    /// <summary>Takes files of samples into the history.</summary>
    public IHistoryImport Import { get; }

    /// <summary>Told of the plant when tags were made by themselves, which no reload says.</summary>
    public Func<PlantConfiguration, CancellationToken, Task>? TagsMade { get; set; }

    public PlantCertificates Certificates { get; }

    public NodeMeter Meter { get; }

    public ConnectionHistory ResponseTimes { get; } = new();

    /// <summary>What is in place: the configuration as written, and the tags that were made of what clients write.</summary>
    public PlantConfiguration Configuration => _configuration;

    /// <summary>Opens the plant's data and starts its connections; waits for no device.</summary>
    /// <exception cref="PlantStartException">The data cannot be opened; the message says why and what to do.</exception>
    public static async Task<PlantRuntime> StartAsync(
        PlantConfiguration configuration, PlantData data, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellation)
    {
        NativeMemory.ShareOneHeap();
        var files = new PosixFileStore();
        var tags = new TagTable();
        var losses = new LossRelay();
        SampleLog? log = null;
        TagRegistry? registry = null;
        try
        {
            files.CreateDirectory(data.Folder);
            log = SampleLog.Open(files, data.Log, tags, configuration.Section<LogOptions>(), clock, losses);
            registry = TagRegistry.Open(files, data.Folder, clock);
            var runtime = new PlantRuntime(configuration, data, files, registry, log, losses, tags, new(new(files, data.MadeTags)), clock, loggers);
            await runtime.PutInPlaceAsync(configuration, cancellation);
            GiveMemoryBack();
            return runtime;
        }
        catch (LogUnavailableException e)
        {
            registry?.Dispose();
            log?.Dispose();
            throw new PlantStartException(data.Folder, e.Problem, e.Remedy, e);
        }
        catch (IOException e)
        {
            registry?.Dispose();
            log?.Dispose();
            throw new PlantStartException(data.Folder, e.Message, "see that this user can read and write it and that the disk is sound and has room", e);
        }
    }

    /// <summary>Puts another version of the configuration in place, touching only what changed.</summary>
    public async Task ApplyAsync(ConfigurationChange change, PlantConfiguration next, CancellationToken cancellation)
    {
        await PutInPlaceAsync(next, cancellation);
        GiveMemoryBack();
        Audit.Append(new("configuration", null, "file", "configuration", next.Plant.ToString(), null, Security.Audit.AuditEntry.Done, Summary(change)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        using (var patience = new CancellationTokenSource(Patience, _clock))
        {
            try
            {
                await Flow.StopAsync(patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                // A device or disk that does not answer must not keep the program: recovery counts what was on its way.
            }
            catch (Exception e) when (e is IOException or LogUnavailableException)
            {
                // A disk that takes nothing more at the end: what is stored stands, and the rest still ends in its order.
                PlantLog.EndNotStored(_logger, e.Message);
            }
        }
        await _stop.CancelAsync();
        await _keeping;
        await _keepingEvents;
        await _measuring;
        await Flow.DisposeAsync();
        _cursor.Dispose();
        _eventCursor.Dispose();
        Ingest.Dispose();
        History.Dispose();
        Events.Dispose();
        Audit.Dispose();
        Log.Dispose();
        _registry.Dispose();
        _placing.Dispose();
        _stop.Dispose();
    }

    private async Task PutInPlaceAsync(PlantConfiguration written, CancellationToken cancellation)
    {
        await _placing.WaitAsync(cancellation);
        try
        {
            await PlaceAsync(_made.LaidOver(written), cancellation);
            _written = written;
        }
        finally
        {
            _placing.Release();
        }
    }

    /// <summary>Makes tags of fields that somebody writes and that have none.</summary>
    /// <returns>For each why it was not made, null where it was.</returns>
    /// <exception cref="IOException">They cannot be stored.</exception>
    private async ValueTask<IReadOnlyList<string?>> MakeTagsAsync(string connection, IReadOnlyList<NewSeries> wanted)
    {
        await _placing.WaitAsync(_stop.Token);
        try
        {
            var problems = _made.Add(_written, connection, wanted);
            if (problems.All(p => p is not null))
                return problems;
            var plant = _made.LaidOver(_written);
            await PlaceAsync(plant, _stop.Token);
            if (TagsMade is { } told)
                await told(plant, _stop.Token);
            return problems;
        }
        finally
        {
            _placing.Release();
        }
    }

    private async Task PlaceAsync(PlantConfiguration configuration, CancellationToken cancellation)
    {
        var handles = _catalog.Replace(configuration);
        var byConnection = configuration.Tags.ToLookup(t => t.Connection, StringComparer.OrdinalIgnoreCase);
        foreach (var tag in configuration.Tags.Where(t => t.Options.Counter))
            SeedCounter(handles[tag.Path]);
        CommandTargets.Replace(configuration.Commands);
        Targets.Replace(configuration.Tags.Select(t => (handles[t.Path], t.Options)));
        await Flow.Connections.ApplyAsync(
            [
                .. configuration.Connections.Select(c => new ConnectionSetup(
                    c.Name, c.Driver, c.DriverOptions, c.Options,
                    [.. byConnection[c.Name].Select(t => new TagSetup(handles[t.Path], t.Path, t.Options, t.DriverOptions))])),
            ],
            cancellation);
        Ingest.Place(configuration, handles);
        _configuration = configuration;
    }

    /// <summary>
    /// Reading a configuration leaves as much garbage as it leaves plant. After that so little is allocated that the collector would
    /// not look at it for hours.
    /// </summary>
    private static void GiveMemoryBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeMemory.GiveBack();
    }

    /// <summary>A counter goes on from the total that history has.</summary>
    private void SeedCounter(TagHandle tag)
    {
        if (Flow.Current.TryGet(tag, out _))
            return;
        if (History.TryGetLast(Tags[tag].Id, out var last) && last.Value.TryGetDouble(out var total))
            Flow.SeedCounter(tag, total);
    }

    private async Task MeasureAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _clock);
        try
        {
            for (var second = 0; ; second++)
            {
                Meter.Measure(_configuration);
                if (second % 2 == 0)
                    ResponseTimes.Take(Flow.Connections.Connections.Select(c => Flow.Connections.Detail(c.Name)).OfType<ConnectionDetail>());
                await timer.WaitForNextTickAsync(_stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The plant stops.
        }
    }

    private static string Summary(ConfigurationChange change) =>
        $"connections +{change.ConnectionsAdded.Count} -{change.ConnectionsRemoved.Count} ~{change.ConnectionsChanged.Count}, "
        + $"tags +{change.TagsAdded.Count} -{change.TagsRemoved.Count} ~{change.TagsChanged.Count}, renamed {change.TagsRenamed.Count}";
}
