using Millwright.Drivers.LineProtocol;
using Millwright.Host.Http.Ingest;
using Millwright.Model;

namespace Millwright.Host.Ingest;

/// <summary>What is the same for everything in one request.</summary>
/// <param name="Now">The time of what has none.</param>
/// <param name="Latest">What lies behind it is refused: its clock is wrong.</param>
internal sealed record ReadingTerms(Timestamp Now, Timestamp Latest)
{
    /// <summary>Why a time is refused, null when it is not.</summary>
    public string? ProblemOf(Timestamp time) => time > Latest
        ? $"its time {time} lies {(time - Now).TotalSeconds:0} s ahead of this node's clock; set the sender's clock, or raise max_clock_skew"
        : null;
}

/// <summary>Reads requests to one connection into batches. Of a series that is known nothing is allocated. Used by one caller at a time.</summary>
internal abstract class SeriesReading : IDisposable
{
    private const int BatchSamples = 4_096;

    /// <summary>A batch is one record of the log, which has a size at most.</summary>
    private const int MaxTextCharacters = 1 << 20;

    private readonly List<SeriesTag> _touched = [];
    private readonly List<RefusedLine> _refused = [];
    private SampleBatch? _live;
    private SampleBatch? _past;
    private int _characters;
    private long _text;
    private int _refusals;

    /// <summary>What was read, in the order in which it is to be taken; whoever takes them disposes them.</summary>
    public List<(SampleBatch Batch, bool IsPast)> Batches { get; } = [];

    public IngestOutcome Outcome { get; private set; } = new(0, 0, []);

    /// <summary>Reads a request whole.</summary>
    /// <param name="body">The request.</param>
    /// <param name="precision">The unit of its times.</param>
    /// <param name="terms">What is the same for everything in it.</param>
    /// <param name="unmade">Fields that have no tag and get none, with the reason.</param>
    /// <returns>False when a field has neither: then nothing was read.</returns>
    public bool TryRead(ReadOnlySpan<byte> body, LinePrecision precision, ReadingTerms terms, IReadOnlyDictionary<string, string> unmade)
    {
        _refused.Clear();
        _touched.Clear();
        _refusals = 0;
        _text++;
        if (!TryReadAll(body, precision, terms, unmade, out var parts))
        {
            Forget();
            return false;
        }
        Finish(ref _live, isPast: false);
        Finish(ref _past, isPast: true);
        Outcome = new(parts, _refusals, [.. _refused]);
        _touched.Clear();
        return true;
    }

    /// <summary>All fields of a request that have no tag, each once.</summary>
    public abstract List<NewSeries> FindNew(ReadOnlySpan<byte> body, LinePrecision precision, ReadingTerms terms);

    public void Dispose() => Forget();

    /// <param name="body">The request.</param>
    /// <param name="precision">The unit of its times.</param>
    /// <param name="terms">What is the same for everything in it.</param>
    /// <param name="unmade">Fields that have no tag and get none, with the reason.</param>
    /// <param name="parts">Its lines, or series.</param>
    /// <returns>False when a field is neither known nor known to get no tag.</returns>
    protected abstract bool TryReadAll(
        ReadOnlySpan<byte> body, LinePrecision precision, ReadingTerms terms, IReadOnlyDictionary<string, string> unmade, out int parts);

    protected void Refuse(int part, string problem)
    {
        _refusals++;
        if (_refused.Count < IngestOutcome.MaxShown)
            _refused.Add(new(part, problem));
    }

    protected void Add(SeriesTag tag, Timestamp time, in TagValue value, Quality quality)
    {
        if (tag.Text != _text)
        {
            (tag.Text, tag.Before) = (_text, tag.Newest);
            _touched.Add(tag);
        }
        var isPast = time.Ticks < tag.Newest;
        if (!isPast)
            tag.Newest = time.Ticks;
        _characters += value.Kind == TagKind.String ? value.AsString().Length : 0;
        ref var batch = ref (isPast ? ref _past : ref _live);
        batch ??= SampleBatch.Rent(BatchSamples);
        batch.Add(tag.Handle, time, value, quality);
        if (_characters > MaxTextCharacters)
        {
            Finish(ref _live, isPast: false);
            Finish(ref _past, isPast: true);
            _characters = 0;
        }
        else if (batch.IsFull)
            Finish(ref batch, isPast);
    }

    private void Finish(ref SampleBatch? batch, bool isPast)
    {
        if (batch is not null)
            Batches.Add((batch, isPast));
        batch = null;
    }

    private void Forget()
    {
        foreach (var tag in _touched)
            tag.Newest = tag.Before;
        foreach (var (batch, _) in Batches)
            batch.Dispose();
        Batches.Clear();
        _live?.Dispose();
        _past?.Dispose();
        (_live, _past) = (null, null);
    }
}
