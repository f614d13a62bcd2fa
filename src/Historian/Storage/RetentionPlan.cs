using Millwright.Historian.Blocks;

namespace Millwright.Historian.Storage;

/// <summary>Decides which files are too old or too many: a pure function of what is there.</summary>
internal static class RetentionPlan
{
    /// <summary>The files to delete.</summary>
    /// <param name="files">All files in the order of their flushes.</param>
    /// <param name="now">Ticks.</param>
    /// <param name="keepTicks">A file whose newest sample is older goes; 0 keeps all.</param>
    /// <param name="keepBytes">Above it the files with the oldest newest sample go first; 0 keeps all.</param>
    public static IReadOnlyList<BlockFile> Expired(IReadOnlyList<BlockFile> files, long now, long keepTicks, long keepBytes)
    {
        var oldestFirst = files.OrderBy(f => f.Trailer.Last).ToList();
        var bytes = files.Sum(f => f.Length);
        var expired = new List<BlockFile>();
        foreach (var file in oldestFirst)
        {
            var tooOld = keepTicks > 0 && file.Trailer.Last < now - keepTicks;
            var tooMuch = keepBytes > 0 && bytes > keepBytes && expired.Count + 1 < files.Count;
            if (!tooOld && !tooMuch)
                continue;
            expired.Add(file);
            bytes -= file.Length;
        }
        return expired;
    }
}
