namespace Millwright.Historian.Reading;

/// <summary>Sources in time order, cut where no source reaches over the cut.</summary>
internal static class Clusters
{
    public static void Sort(List<BlockSource> sources)
    {
        for (var i = 1; i < sources.Count; i++)
        {
            if (sources[i].Summary.First >= sources[i - 1].Summary.First)
                continue;
            sources.Sort(static (a, b) => a.Summary.First.CompareTo(b.Summary.First));
            return;
        }
    }

    /// <summary>The end of the cluster that begins at an index of sorted sources.</summary>
    public static int End(List<BlockSource> sorted, int start)
    {
        var last = sorted[start].Summary.Last;
        var end = start + 1;
        while (end < sorted.Count && sorted[end].Summary.First <= last)
            last = Math.Max(last, sorted[end++].Summary.Last);
        return end;
    }

    /// <summary>True when any of the sorted sources reaches into another.</summary>
    public static bool Overlap(List<BlockSource> sorted)
    {
        for (var start = 0; start < sorted.Count; start++)
        {
            if (End(sorted, start) > start + 1)
                return true;
        }
        return false;
    }
}
