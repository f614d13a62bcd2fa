using Millwright.Drivers.LineProtocol;
using Millwright.Drivers.RemoteWrite;
using Millwright.Flow.Log;
using Millwright.Flow.Sources;
using Millwright.Host.Http.Ingest;
using Millwright.Model;

namespace Millwright.Host.Ingest;

/// <summary>A connection as the configuration in place has it.</summary>
/// <param name="Target">What is configured of it.</param>
/// <param name="MaxSkew">How far ahead of our clock a time may be.</param>
/// <param name="Tags">Its tags by the names of their series, see <see cref="NewSeries.Name"/>.</param>
internal sealed record IngestPlacement(IngestTarget Target, TimeSpan MaxSkew, IReadOnlyList<(string Series, TagHandle Handle, TagKind Kind)> Tags);

/// <summary>What a connection needs of the plant.</summary>
/// <param name="SourceOf">The running source of a connection, null when there is none.</param>
/// <param name="MakeAsync">Makes tags: for each why it was not made, null where it was.</param>
/// <param name="Clock">The time.</param>
internal sealed record IngestParts(
    Func<string, IPushSource?> SourceOf, Func<string, IReadOnlyList<NewSeries>, ValueTask<IReadOnlyList<string?>>> MakeAsync, TimeProvider Clock);

/// <summary>Takes what is written to one connection, one request after the other; only the wait for the medium is shared.</summary>
internal sealed class ConnectionIngest(string name, IngestParts parts) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile IngestPlacement? _placed;
    private IngestPlacement? _adopted;
    private SeriesTable _table = new(SeriesName.TryParse);
    private SeriesReading _reading = new TextReading(new(SeriesName.TryParse), 0);
    private Dictionary<TagHandle, SeriesTag> _tags = [];

    /// <summary>Puts another version of the configuration in place; it counts from the next request on.</summary>
    public void Place(IngestPlacement placement) => _placed = placement;

    /// <exception cref="IngestUnavailableException">Not all of it could be stored.</exception>
    public async ValueTask<IngestOutcome> WriteAsync(ReadOnlyMemory<byte> body, LinePrecision precision, CancellationToken cancellation)
    {
        IngestOutcome outcome;
        var durable = new List<Task>();
        await _turn.WaitAsync(cancellation);
        try
        {
            outcome = await ReadAsync(body, precision);
            await PushAsync(durable);
        }
        catch (SourceException e)
        {
            throw new IngestUnavailableException(e.Fault.Problem, e.Fault.Remedy, e);
        }
        catch (LogUnavailableException e)
        {
            throw new IngestUnavailableException(e.Problem, e.Remedy, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IngestUnavailableException($"connection {name} is being stopped", "send it again", e);
        }
        finally
        {
            _turn.Release();
            // Looked at in any case: an exception that nobody sees is none.
            await Task.WhenAll(durable).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (durable.FirstOrDefault(d => !d.IsCompletedSuccessfully) is not { } failed)
            return outcome;
        var why = failed.Exception?.InnerException as LogUnavailableException;
        throw new IngestUnavailableException(why?.Problem ?? "the log did not commit", why?.Remedy ?? "send it again", failed.Exception);
    }

    public void Dispose()
    {
        _reading.Dispose();
        _turn.Dispose();
    }

    private async ValueTask<IngestOutcome> ReadAsync(ReadOnlyMemory<byte> body, LinePrecision precision)
    {
        Adopt();
        var now = Timestamp.Now(parts.Clock);
        var terms = new ReadingTerms(now, now + _adopted!.MaxSkew);
        var unmade = new Dictionary<string, string>(StringComparer.Ordinal);
        // Each round makes a tag of every field that has none, or learns why not: a second one follows only a reload in between.
        while (!_reading.TryRead(body.Span, precision, terms, unmade))
        {
            var wanted = _reading.FindNew(body.Span, precision, terms);
            var problems = await MakeAsync(wanted);
            for (var i = 0; i < wanted.Count; i++)
            {
                if (problems[i] is { } problem)
                    unmade[wanted[i].Name] = problem;
            }
            Adopt();
        }
        return _reading.Outcome;
    }

    private async ValueTask<IReadOnlyList<string?>> MakeAsync(IReadOnlyList<NewSeries> wanted)
    {
        try
        {
            return await parts.MakeAsync(name, wanted);
        }
        catch (IOException e)
        {
            throw new IngestUnavailableException($"new tags cannot be stored: {e.Message}", "see that the data folder's disk is sound and has room", e);
        }
    }

    private async ValueTask PushAsync(List<Task> durable)
    {
        var batches = _reading.Batches;
        var given = 0;
        try
        {
            if (batches.Count > 0 && parts.SourceOf(name) is { } source)
            {
                foreach (var (batch, isPast) in batches)
                {
                    given++;
                    // Not cancelled when the client leaves: what is half way would be counted as lost.
                    durable.Add(await source.PushAsync(batch, isPast, CancellationToken.None));
                }
            }
            else if (batches.Count > 0)
                throw new IngestUnavailableException($"connection {name} does not run", "enable it in plant.yaml, or send again when it has been started");
        }
        finally
        {
            foreach (var (batch, _) in batches.Skip(given))
                batch.Dispose();
            batches.Clear();
        }
    }

    /// <summary>Takes over what the configuration in place says; what was newest of each tag stays.</summary>
    private void Adopt()
    {
        if (ReferenceEquals(_placed, _adopted) || _placed is not { } placed)
            return;
        if (_adopted is { } before && IsGrowthOf(before, placed))
        {
            for (var i = before.Tags.Count; i < placed.Tags.Count; i++)
                Take(placed.Tags[i], _tags);
        }
        else
        {
            var known = _tags;
            (_table, _tags) = (TableFor(placed.Target.Options), new(placed.Tags.Count));
            foreach (var tag in placed.Tags)
                Take(tag, known);
            _reading.Dispose();
            _reading = ReadingFor(placed.Target.Options, _table);
        }
        _adopted = placed;
        parts.SourceOf(name)?.Settle();
    }

    private void Take((string Series, TagHandle Handle, TagKind Kind) placed, Dictionary<TagHandle, SeriesTag> known)
    {
        var tag = known.TryGetValue(placed.Handle, out var same) && same.Kind == placed.Kind ? same : new SeriesTag(placed.Handle, placed.Kind);
        _tags[placed.Handle] = tag;
        _table.Add(placed.Series, tag);
    }

    /// <summary>True when all is as it was but for tags that came behind: what is known then stays, and only those are added.</summary>
    private static bool IsGrowthOf(IngestPlacement before, IngestPlacement after)
    {
        if (!ReferenceEquals(before.Target.Options, after.Target.Options) || after.Tags.Count < before.Tags.Count)
            return false;
        for (var i = 0; i < before.Tags.Count; i++)
        {
            if (before.Tags[i] != after.Tags[i])
                return false;
        }
        return true;
    }

    private static SeriesTable TableFor(SeriesOptions options) =>
        options is RemoteWriteOptions ? new(Labels.TryParse) : new(SeriesName.TryParse);

    private static SeriesReading ReadingFor(SeriesOptions options, SeriesTable table) =>
        options is LineProtocolOptions lines ? new TextReading(table, lines.MaxLineBytes) : new WriteRequestReading(table);
}
