using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;
using Millwright.Historian.Health;
using Millwright.Historian.Reading;

namespace Millwright.Historian.Storage;

/// <summary>Reads every block of a file and compares it with the index.</summary>
internal static class FileVerification
{
    /// <summary>Reads a whole file.</summary>
    /// <returns>The sound blocks and their samples.</returns>
    public static (long Blocks, long Samples) Verify(BlockFile file, FindingList findings, CancellationToken cancellation)
    {
        var columns = new SampleColumns();
        var blocks = 0L;
        var samples = 0L;
        var before = findings.Total;
        foreach (var place in file.Directory())
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                using var loader = new BlockLoader(place.Tag, findings);
                var samplesBefore = samples;
                foreach (var entry in file.Entries(place))
                {
                    if (!loader.TryLoad(BlockSource.Of(file, entry), columns))
                        continue;
                    if (BlockSummary.Of(columns) != entry.Summary)
                        findings.Add(file.Path, entry.Offset, "a block is not what the index says of it", "restore the file from a backup");
                    blocks++;
                    samples += columns.Count;
                }
                VerifyRollups(file, place, samples - samplesBefore, findings);
            }
            catch (BlockDamagedException damage)
            {
                file.IsDamaged = true;
                findings.Add(file.Path, place.Offset, damage.Message, $"the file's samples of tag {place.Tag} are left out of answers");
            }
        }
        if (findings.Total == before && (blocks != file.Trailer.Blocks || samples != file.Trailer.Samples))
            findings.Add(file.Path, -1, "it has not as many blocks and samples as its end says", "restore the file from a backup");
        return (blocks, samples);
    }

    private static void VerifyRollups(BlockFile file, in DirectoryEntry place, long samples, FindingList findings)
    {
        foreach (var tier in (ReadOnlySpan<RollupTier>)[RollupTier.Minute, RollupTier.Hour])
        {
            var counted = 0L;
            var rows = file.Rollups(place, tier);
            foreach (ref readonly var row in rows.AsSpan())
                counted += row.Count;
            if (rows.Length > 0 && place.Count > 0 && counted != samples)
                findings.Add(file.Path, place.Offset + place.ListLength, $"the roll-ups of tag {place.Tag} count {counted} samples where its blocks have {samples}", "restore the file from a backup");
        }
    }
}
