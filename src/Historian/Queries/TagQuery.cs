using Millwright.Historian.Codec;
using Millwright.Historian.Reading;

namespace Millwright.Historian.Queries;

/// <summary>Answers about one tag from its sources, which are sorted and all intersect the range.</summary>
internal static class TagQuery
{
    public static long Count(List<BlockSource> sources, BlockLoader loader, long from, long to, CancellationToken cancellation)
    {
        var merge = new SampleMerge(loader);
        var count = 0L;
        for (var start = 0; start < sources.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var end = Clusters.End(sources, start);
            if (IsWhole(sources, start, end, from, to))
            {
                count += sources[start].Summary.Count;
            }
            else
            {
                merge.Start(sources, start, end);
                while (merge.Next() is { } samples)
                    count += samples.LowerBound(to) - samples.LowerBound(from);
            }
            start = end;
        }
        return count;
    }

    /// <summary>The totals of each part of a range; blocks that lie in one part are not opened.</summary>
    public static Totals[] Downsample(List<BlockSource> sources, BlockLoader loader, in BucketGrid grid, CancellationToken cancellation)
    {
        var merge = new SampleMerge(loader);
        var totals = new Totals[grid.Buckets];
        Array.Fill(totals, new Totals());
        for (var start = 0; start < sources.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var end = Clusters.End(sources, start);
            var summary = sources[start].Summary;
            if (IsWhole(sources, start, end, grid.From, grid.To) && grid.Of(summary.First) is var bucket && grid.Of(summary.Last) == bucket)
            {
                totals[bucket].Add(summary);
            }
            else
            {
                merge.Start(sources, start, end);
                while (merge.Next() is { } samples)
                    Add(samples, totals, grid);
            }
            start = end;
        }
        return totals;
    }

    private static bool IsWhole(List<BlockSource> sources, int start, int end, long from, long to) =>
        end == start + 1 && sources[start].Summary.First >= from && sources[start].Summary.Last < to;

    private static void Add(SampleColumns samples, Totals[] totals, in BucketGrid grid)
    {
        var at = samples.LowerBound(grid.From);
        var end = samples.LowerBound(grid.To);
        while (at < end)
        {
            var bucket = grid.Of(samples.Times[at]);
            var next = bucket + 1 < grid.Buckets ? Math.Min(end, samples.LowerBound(grid.Start(bucket + 1))) : end;
            totals[bucket].Add(samples, at, next);
            at = next;
        }
    }
}
