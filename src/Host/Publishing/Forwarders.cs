using Millwright.Flow.Bus;
using Millwright.Flow.Ledger;
using Millwright.Flow.Log;
using Millwright.Flow.Sinks;
using Millwright.Flow.Tags;
using Millwright.Host.Configuration.Plants;
using Millwright.Model;
using Millwright.Publish;
using Millwright.Publish.Forwarding;
using Millwright.Publish.UnifiedNamespace;

namespace Millwright.Host.Publishing;

/// <summary>What forwarding takes from the running plant.</summary>
internal sealed record ForwarderParts(SampleLog Log, LossLedger Ledger, ICurrentValues Current, TagTable Tags, TimeProvider Clock, ILogger Logger);

/// <summary>
/// What goes on to other systems by the log, each with a cursor of its own that the ledger counts. One that is switched off gives its cursor back, so
/// that the log is not kept for nobody.
/// </summary>
internal sealed class Forwarders(ForwarderParts parts) : IAsyncDisposable
{
    private UnifiedNamespaceFace? _uns;
    private (UInt128 Options, TagPath Plant) _current;

    /// <summary>How the unified namespace is doing, null while it is off.</summary>
    public ForwardStatus? Uns => _uns?.Status;

    public IEnumerable<(string What, string Remedy)> Troubles
    {
        get
        {
            if (Uns?.Problem is { } problem)
                yield return (problem, "look at the broker and at 'publish: uns' in plant.yaml; nothing is lost while the log has room");
        }
    }

    /// <summary>Puts a configuration in place, touching only what is different.</summary>
    /// <exception cref="IOException">A certificate or a cursor cannot be read.</exception>
    public async Task ApplyAsync(PlantConfiguration configuration)
    {
        var section = configuration.Sections.Values.Single(s => s.Options is PublishOptions);
        var options = ((PublishOptions)section.Options).Uns;
        var wanted = (section.Fingerprint, configuration.Plant);
        if (_uns is not null && options is not null && _current == wanted)
            return;
        await DisposeAsync();
        if (options is null)
        {
            if (parts.Log.Cursors.ContainsKey(UnifiedNamespaceFace.CursorName))
                parts.Log.RemoveCursor(UnifiedNamespaceFace.CursorName);
            return;
        }
        var isNew = !parts.Log.Cursors.ContainsKey(UnifiedNamespaceFace.CursorName);
        var cursor = parts.Log.OpenCursor(UnifiedNamespaceFace.CursorName);
        // What a new one does not want is passed over before the ledger begins to count for it.
        if (isNew)
            cursor.Acknowledge(parts.Log.Committed);
        var counted = new CountedCursor(cursor, parts.Ledger.Sink(cursor.Name, cursor.Acknowledged));
        try
        {
            _uns = new(new(parts.Log, counted, isNew, parts.Tags, parts.Current, configuration.Plant, parts.Clock, parts.Logger), options);
            _current = wanted;
        }
        catch
        {
            counted.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _uns, null) is { } uns)
            await uns.DisposeAsync();
    }
}
