using Millwright.Historian.Codec;
using Millwright.Historian.Reading;

namespace Millwright.Historian.Queries;

/// <summary>
/// The samples of one tag in a range, told by the roughest summaries that are true: roll-ups and blocks where nothing overlaps them,
/// otherwise the samples.
/// </summary>
/// <param name="pieces">Summaries in the order of their first times, which together stand for all samples.</param>
/// <param name="sources">The blocks of the same samples, in the same order.</param>
/// <param name="loader">Opens them.</param>
internal sealed class Timeline(List<Piece> pieces, List<BlockSource> sources, BlockLoader loader)
{
    private readonly SampleMerge _merge = new(loader);
    private readonly List<BlockSource> _opened = [];
    private readonly long[] _lastUpTo = LastUpTo(sources);
    private int _firstSource;

    /// <summary>Tells of the samples with <c>from &lt;= time &lt; to</c>.</summary>
    public void Tell(long from, long to, ISummaryTaker taker, CancellationToken cancellation)
    {
        for (var start = 0; start < pieces.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var end = start + 1;
            var last = pieces[start].Summary.Last;
            while (end < pieces.Count && pieces[end].Summary.First <= last)
                last = Math.Max(last, pieces[end++].Summary.Last);
            var piece = pieces[start];
            if (end == start + 1 && piece.Summary.First >= from && last < to && (!piece.HasSamples || taker.CanTake(piece.Summary)))
                taker.Take(piece.Summary);
            else if (last >= from && piece.Summary.First < to)
                Open(Math.Max(from, piece.Summary.First), Math.Min(to, last == long.MaxValue ? last : last + 1), taker);
            start = end;
        }
    }

    private void Open(long from, long to, ISummaryTaker taker)
    {
        _opened.Clear();
        while (_firstSource < sources.Count && _lastUpTo[_firstSource] < from)
            _firstSource++;
        for (var i = _firstSource; i < sources.Count && sources[i].Summary.First < to; i++)
        {
            if (sources[i].Summary.Last >= from)
                _opened.Add(sources[i]);
        }
        _merge.Start(_opened, 0, _opened.Count);
        while (_merge.Next() is { } samples)
        {
            var start = samples.LowerBound(from);
            var end = samples.LowerBound(to);
            if (start < end)
                taker.Take(samples, start, end);
        }
    }

    private static long[] LastUpTo(List<BlockSource> sources)
    {
        var lasts = new long[sources.Count];
        var last = long.MinValue;
        for (var i = 0; i < lasts.Length; i++)
            lasts[i] = last = Math.Max(last, sources[i].Summary.Last);
        return lasts;
    }
}

/// <summary>What is said of some samples: a roll-up or a block.</summary>
/// <param name="Summary">What is said.</param>
/// <param name="HasSamples">False when the samples themselves are gone.</param>
internal readonly record struct Piece(BlockSummary Summary, bool HasSamples);
