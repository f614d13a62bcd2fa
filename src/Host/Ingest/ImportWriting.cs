using Millwright.Flow.Options;
using Millwright.Historian.Parquet;
using Millwright.Host.Http.Ingest;
using Millwright.Historian.Values;
using Millwright.Model;

namespace Millwright.Host.Ingest;

/// <summary>The samples of one file on their way into the log, a batch of each connection at a time.</summary>
/// <param name="parts">What it needs of the plant.</param>
/// <param name="mapping">How names are paths.</param>
/// <param name="offersToMake">True when the remedy for an unknown tag is to have it made.</param>
internal sealed class ImportWriting(ImportParts parts, FileMapping mapping, bool offersToMake) : IAsyncDisposable
{
    private const int BatchSamples = 4_096;

    /// <summary>A batch with more text than this goes to the log before it is full.</summary>
    private const int MaxTextCharacters = 1 << 20;

    /// <summary>Batches under way to the medium before the next one is read.</summary>
    private const int MaxUnderWay = 16;

    private readonly Dictionary<string, Target> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SampleBatch Batch, int Characters)> _batches = new(StringComparer.Ordinal);
    private readonly Queue<Task> _underWay = new();
    private readonly List<RefusedRecord> _first = [];
    private readonly Timestamp _latest = Timestamp.Now(parts.Clock) + new ConnectionOptions().MaxClockSkew;
    private long _taken;
    private long _refused;
    private Timestamp _from = Timestamp.MaxValue;
    private Timestamp _to;

    public async Task RunAsync(Func<HistoryFileReader> open, CancellationToken cancellation)
    {
        using var reader = open();
        while (reader.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            var sample = reader.Current;
            if (Refusal(sample, out var target, out var value) is { } problem)
                Refuse(sample, problem);
            else
                await AddAsync(target!, sample, value, cancellation);
        }
    }

    /// <summary>Hands on what is left, and waits until all is durable.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        foreach (var connection in _batches.Keys.ToList())
            await SendAsync(connection, cancellation);
        while (_underWay.TryDequeue(out var durable))
            await durable;
    }

    public ImportOutcome Outcome(int made) => new(
        _taken + _refused, _taken, _refused, _first, _targets.Values.Count(t => t.IsUsed), made, _taken > 0 ? _from : Timestamp.None, _to);

    public async ValueTask DisposeAsync()
    {
        foreach (var (batch, _) in _batches.Values)
            batch.Dispose();
        // Looked at in any case: an exception that nobody sees is none.
        await Task.WhenAll(_underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Why a sample is not taken, null when it is.</summary>
    private string? Refusal(in FileSample sample, out Target? target, out TagValue value)
    {
        (target, value) = (null, sample.Value);
        if (sample.Problem is { } problem)
            return problem;
        target = TargetOf(sample.Name);
        if (target.Problem is { } unknown)
            return unknown;
        if (sample.Time.IsNone || sample.Time > _latest)
            return $"its time {sample.Time} is none, or lies ahead of this node's clock";
        if (sample.IsExact || sample.Value.IsNone || ValueFitting.TryFit(sample.Value, target.Kind, out value))
            return null;
        return $"'{sample.Value}' is no {target.Kind.Word()}, which {target.Path} is";
    }

    private Target TargetOf(string name)
    {
        if (_targets.TryGetValue(name, out var known))
            return known;
        var below = mapping.PathOf(name);
        var target = new Target { Path = below };
        if (!TagPath.TryParse($"{parts.Plant()}/{below}", out var path, out var problem))
            target.Problem = $"'{below}' is no path of a tag: {problem}";
        else if (!parts.Tags.TryFind(path, out var handle))
        {
            target.Problem = offersToMake
                ? $"the plant has no tag {below}; configure it, name another one with --name, or have it made with --into and a connection that takes line protocol"
                : $"the plant has no tag {below}, and it could not be made; see the connection's rule and limit, and that it takes line protocol";
        }
        else
            (target.Handle, target.Kind, target.Connection) = (handle, parts.Tags[handle].Kind, parts.Tags[handle].Connection);
        _targets.Add(name, target);
        return target;
    }

    private async ValueTask AddAsync(Target target, FileSample sample, TagValue value, CancellationToken cancellation)
    {
        if (!_batches.TryGetValue(target.Connection, out var open))
            open = (SampleBatch.Rent(BatchSamples), 0);
        open.Batch.Add(target.Handle, sample.Time, value, sample.Quality);
        open.Characters += value.Reference switch { string text => text.Length, Array array => array.Length * sizeof(long), _ => 0 };
        _batches[target.Connection] = open;
        target.IsUsed = true;
        _taken++;
        _from = sample.Time < _from ? sample.Time : _from;
        _to = sample.Time > _to ? sample.Time : _to;
        if (open.Batch.IsFull || open.Characters > MaxTextCharacters)
            await SendAsync(target.Connection, cancellation);
    }

    private async ValueTask SendAsync(string connection, CancellationToken cancellation)
    {
        _batches.Remove(connection, out var open);
        _underWay.Enqueue(await parts.KeepAsync(connection, open.Batch, cancellation));
        while (_underWay.Count > MaxUnderWay)
            await _underWay.Dequeue();
    }

    private void Refuse(in FileSample sample, string problem)
    {
        _refused++;
        if (_first.Count < ImportOutcome.MaxShown)
            _first.Add(new(sample.Row, sample.Name, problem));
    }

    private sealed class Target
    {
        public required string Path { get; init; }

        public string? Problem { get; set; }

        public TagHandle Handle { get; set; }

        public TagKind Kind { get; set; }

        public string Connection { get; set; } = "";

        public bool IsUsed { get; set; }
    }
}
