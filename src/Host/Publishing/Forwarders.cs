using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Flow.Pipeline;
using Millwright.Flow.Sinks;
using Millwright.Flow.Supervision;
using Millwright.Flow.Tags;
using Millwright.Host.Configuration.Plants;
using Millwright.Model;
using Millwright.Publish;
using Millwright.Publish.Forwarding;
using Millwright.Publish.Sparkplug;
using Millwright.Publish.Stores;
using Millwright.Publish.Stores.Influx;
using Millwright.Publish.Stores.Postgres;
using Millwright.Publish.UnifiedNamespace;

namespace Millwright.Host.Publishing;

/// <summary>What forwarding takes from the running plant.</summary>
internal sealed record ForwarderParts(SampleLog Log, PlantFlow Flow, TagTable Tags, GateWrites Writes, IFileStore Files, string DataFolder, TimeProvider Clock, ILogger Logger);

/// <summary>
/// What goes on to other systems by the log, each with a cursor of its own that the ledger counts. One that is switched off gives its cursor back, so
/// that the log is not kept for nobody.
/// </summary>
internal sealed class Forwarders(ForwarderParts parts) : IAsyncDisposable
{
    private UnifiedNamespaceFace? _uns;
    private SparkplugFace? _sparkplug;
    private StoreForwarder? _postgres;
    private StoreForwarder? _influx;
    private (ulong Options, TagPath Plant) _current;

    /// <summary>How the unified namespace is doing, null while it is off.</summary>
    public ForwardStatus? Uns => _uns?.Status;

    /// <summary>How the Sparkplug edge node is doing, null while it is off.</summary>
    public ForwardStatus? Sparkplug => _sparkplug?.Status;

    /// <summary>How the forwarding to PostgreSQL is doing, null while it is off.</summary>
    public ForwardStatus? Postgres => _postgres?.Status;

    /// <summary>How the forwarding to InfluxDB is doing, null while it is off.</summary>
    public ForwardStatus? Influx => _influx?.Status;

    public IEnumerable<(string What, string Remedy)> Troubles
    {
        get
        {
            if (Uns?.Problem is { } uns)
                yield return (uns, "look at the broker and at 'publish: uns' in plant.yaml; nothing is lost while the log has room");
            if (Sparkplug?.Problem is { } sparkplug)
                yield return (sparkplug, "look at the broker and at 'publish: sparkplug' in plant.yaml; nothing is lost while the log has room");
            if (Postgres?.Problem is { } postgres)
                yield return (postgres, "look at the database and at 'publish: postgresql' in plant.yaml; what is not refused waits in the log");
            if (Influx?.Problem is { } influx)
                yield return (influx, "look at the server and at 'publish: influxdb' in plant.yaml; what is not refused waits in the log");
        }
    }

    /// <summary>Puts a configuration in place, touching only what is different.</summary>
    /// <exception cref="IOException">A certificate or a cursor cannot be read.</exception>
    public async Task ApplyAsync(PlantConfiguration configuration)
    {
        var section = configuration.Sections.Values.Single(s => s.Options is PublishOptions);
        var options = (PublishOptions)section.Options;
        var wanted = (section.Fingerprint, configuration.Plant);
        if ((_uns is null) == (options.Uns is null) && (_sparkplug is null) == (options.Sparkplug is null) && (_postgres is null) == (options.Postgresql is null)
            && (_influx is null) == (options.Influxdb is null) && _current == wanted)
        {
            return;
        }
        await DisposeAsync();
        Begin(UnifiedNamespaceFace.CursorName, configuration, options.Uns, (p, o) => _uns = new(p, o));
        Begin(SparkplugFace.CursorName, configuration, options.Sparkplug,
            (p, o) => _sparkplug = new(new(p, IsUp, parts.Writes), o, parts.Files, Path.Combine(parts.DataFolder, "publish", "sparkplug-bdseq")));
        Begin(PostgresSink.CursorName, configuration, options.Postgresql, (p, o) => _postgres = PostgresSink.Start(p, o, SinkIdentity.Of(parts.Files, Path.Combine(parts.DataFolder, "publish", "postgresql-sink"))));
        Begin(InfluxSink.CursorName, configuration, options.Influxdb, (p, o) => _influx = InfluxSink.Start(p, o));
        _current = wanted;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _uns, null) is { } uns)
            await uns.DisposeAsync();
        if (Interlocked.Exchange(ref _sparkplug, null) is { } sparkplug)
            await sparkplug.DisposeAsync();
        if (Interlocked.Exchange(ref _postgres, null) is { } postgres)
            await postgres.DisposeAsync();
        if (Interlocked.Exchange(ref _influx, null) is { } influx)
            await influx.DisposeAsync();
    }

    private void Begin<TOptions>(string name, PlantConfiguration configuration, TOptions? options, Action<ForwardParts, TOptions> start)
        where TOptions : class
    {
        var isNew = !parts.Log.Cursors.ContainsKey(name);
        if (options is null)
        {
            if (!isNew)
                parts.Log.RemoveCursor(name);
            return;
        }
        var cursor = parts.Log.OpenCursor(name);
        // What a new one does not want is passed over before the ledger begins to count for it.
        if (isNew)
            cursor.Acknowledge(parts.Log.Committed);
        var counted = new CountedCursor(cursor, parts.Flow.Ledger.Sink(cursor.Name, cursor.Acknowledged));
        try
        {
            start(new(parts.Log, counted, isNew, parts.Tags, parts.Flow.Current, configuration.Plant, parts.Clock, parts.Logger), options);
        }
        catch
        {
            counted.Dispose();
            throw;
        }
    }

    private bool IsUp(string connection) => parts.Flow.Connections.Connections.FirstOrDefault(c => c.Name.Equals(connection, StringComparison.OrdinalIgnoreCase)) is
    {
        State: ConnectionState.Synchronizing or ConnectionState.Running or ConnectionState.Degraded,
    };
}
