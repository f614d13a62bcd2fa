using Millwright.Historian.Blocks;

namespace Millwright.Historian.Storage;

/// <summary>Decides which files to merge next: a pure function of what is there.</summary>
/// <remarks>Files whose samples are partly gone are left alone: they are days old, and merged long before.</remarks>
internal static class MergePlan
{
    /// <summary>So many small files of the running day become one.</summary>
    public const int SmallFiles = 16;

    /// <summary>The most files of one merge.</summary>
    public const int MaxFiles = 64;

    /// <summary>The files to merge, in the order of their flushes; empty when there is nothing to do.</summary>
    /// <param name="files">All files in the order of their flushes.</param>
    /// <param name="today">Files of earlier days become one a day.</param>
    public static IReadOnlyList<BlockFile> Next(IReadOnlyList<BlockFile> files, DateOnly today)
    {
        for (var start = 0; start < files.Count;)
        {
            var day = DayOf(files[start]);
            var end = start;
            var smallFrom = start;
            while (end < files.Count && CanFollow(files, start, end) && DayOf(files[end]) == day && end - start < MaxFiles)
            {
                if (files[end++].Header.Flushes.Count >= SmallFiles)
                    smallFrom = end;
                else if (day >= today && end - smallFrom == SmallFiles)
                    return Slice(files, smallFrom, end);
            }
            if (day < today && end - start > 1)
                return Slice(files, start, end);
            start = Math.Max(end, start + 1);
        }
        return [];
    }

    private static bool CanFollow(IReadOnlyList<BlockFile> files, int start, int at) =>
        !files[at].IsDamaged && !files[at].HasLoneRollups && (at == start || files[at].Header.Flushes.First == files[at - 1].Header.Flushes.Last + 1);

    private static DateOnly DayOf(BlockFile file) => BlockFileName.TryParse(file.Path, out var name) ? name.Day : default;

    private static List<BlockFile> Slice(IReadOnlyList<BlockFile> files, int start, int end)
    {
        var slice = new List<BlockFile>(end - start);
        for (var i = start; i < end; i++)
            slice.Add(files[i]);
        return slice;
    }
}
