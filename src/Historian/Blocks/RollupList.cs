using Millwright.Historian.Codec;

namespace Millwright.Historian.Blocks;

/// <summary>The roll-ups of one tag as a file has them: for each tier the number of rows, then pages of up to 1,024.</summary>
internal static class RollupList
{
    /// <summary>Writes both tiers.</summary>
    /// <param name="writer">Takes them; appended.</param>
    /// <param name="rollups">The rows.</param>
    /// <param name="tierBytes">Holds one tier until its length is known; used again and again.</param>
    public static void Encode(ByteWriter writer, RollupBuilder rollups, ByteWriter tierBytes)
    {
        if (rollups.Rows(RollupTier.Minute).IsEmpty && rollups.Rows(RollupTier.Hour).IsEmpty)
            return;
        for (var tier = 0; tier < RollupTiers.Count; tier++)
        {
            var rows = rollups.Rows((RollupTier)tier);
            tierBytes.Clear();
            for (var start = 0; start < rows.Length; start += SummaryColumns.PageRows)
                SummaryColumns.Encode(tierBytes, rows[start..Math.Min(rows.Length, start + SummaryColumns.PageRows)]);
            writer.WriteVariable((ulong)rows.Length);
            writer.WriteVariable((ulong)tierBytes.Length);
            writer.WriteBytes(tierBytes.Written);
        }
    }

    /// <summary>The rows of one tier, in the order of their first times.</summary>
    /// <exception cref="BlockDamagedException">It is no such list.</exception>
    public static BlockSummary[] Decode(ReadOnlySpan<byte> bytes, RollupTier tier)
    {
        if (bytes.IsEmpty)
            return [];
        var reader = new ByteReader(bytes);
        for (var skipped = 0; ; skipped++)
        {
            // A page of constants takes at least twenty bytes.
            var count = reader.ReadCount(BlockFileFormat.MaxRows);
            var pages = new ByteReader(reader.ReadBytes(reader.ReadCount(reader.Remaining)));
            if (skipped < (int)tier)
                continue;
            if (count > (long)pages.Remaining * SummaryColumns.PageRows)
                throw new BlockDamagedException("more roll-ups than there is room for");
            var rows = new BlockSummary[count];
            for (var start = 0; start < count; start += SummaryColumns.PageRows)
                SummaryColumns.Decode(ref pages, rows.AsSpan(start, Math.Min(SummaryColumns.PageRows, count - start)));
            if (pages.Remaining != 0)
                throw new BlockDamagedException("bytes are left over after roll-ups");
            return rows;
        }
    }
}
