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

    private static bool IsWhole(List<BlockSource> sources, int start, int end, long from, long to) =>
        end == start + 1 && sources[start].Summary.First >= from && sources[start].Summary.Last < to;
}
