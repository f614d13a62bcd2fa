using Millwright.Flow.Tags;
using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Storage;

/// <summary>How long is kept what: for everything, and for parts of the plant by the longest path that leads to a tag.</summary>
/// <param name="tags">Where identities lead to paths; a tag that is not configured any more is kept as everything is.</param>
/// <param name="all">For everything.</param>
/// <param name="parts">By the beginning of paths, whole segments.</param>
/// <param name="keepBytes">Above it the files with the oldest newest sample go first; 0 keeps all.</param>
internal sealed class Retention(TagTable tags, TierLimits all, IReadOnlyDictionary<string, TierLimits> parts, long keepBytes)
{
    /// <summary>The files that go as a whole because there are too many bytes.</summary>
    /// <param name="files">All files.</param>
    public IReadOnlyList<BlockFile> TooMany(IReadOnlyList<BlockFile> files)
    {
        var bytes = files.Sum(f => f.Length);
        var dropped = new List<BlockFile>();
        foreach (var file in files.OrderBy(f => f.Trailer.Last))
        {
            if (keepBytes <= 0 || bytes <= keepBytes || dropped.Count + 1 == files.Count)
                break;
            dropped.Add(file);
            bytes -= file.Length;
        }
        return dropped;
    }

    /// <summary>What is kept of a tag whose newest sample in a file is so old.</summary>
    public KeptTiers Of(TagId tag, long age) => LimitsOf(tag).At(age);

    /// <summary>True when something of a file is to be dropped now; otherwise the file knows when to ask again.</summary>
    /// <exception cref="BlockDamagedException">Its directory cannot be read.</exception>
    public bool IsDue(BlockFile file, long now)
    {
        var age = now - file.Trailer.Last;
        if (now < file.NextRetention)
            return false;
        var next = long.MaxValue;
        foreach (var place in file.Directory())
        {
            var limits = LimitsOf(place.Tag);
            var kept = limits.At(age);
            if ((!kept.HasFlag(KeptTiers.Samples) && place.Count > 0) || kept == KeptTiers.None
                || (!kept.HasFlag(KeptTiers.Minutes) && place.RollupLength > 0 && file.Rollups(place, RollupTier.Minute).Length > 0))
            {
                return true;
            }
            next = Math.Min(next, limits.Next(age));
        }
        file.NextRetention = next > long.MaxValue - file.Trailer.Last ? long.MaxValue : file.Trailer.Last + next + 1;
        return false;
    }

    private TierLimits LimitsOf(TagId tag)
    {
        if (parts.Count == 0 || !tags.TryFind(tag, out var handle))
            return all;
        var path = tags[handle].Path.ToString();
        for (var length = path.Length; length > 0; length = path.LastIndexOf('/', length - 1))
        {
            if (parts.TryGetValue(path[..length], out var limits))
                return limits;
        }
        return all;
    }
}
