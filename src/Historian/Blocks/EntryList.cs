using System.Buffers;
using Millwright.Historian.Codec;

namespace Millwright.Historian.Blocks;

/// <summary>The blocks of one tag as a file lists them: pages of up to 1,024, column by column.</summary>
internal static class EntryList
{
    public static void Encode(ByteWriter writer, ReadOnlySpan<BlockEntry> entries)
    {
        Span<long> numbers = stackalloc long[Math.Min(entries.Length, SummaryColumns.PageRows)];
        var rows = ArrayPool<BlockSummary>.Shared.Rent(numbers.Length);
        for (var start = 0; start < entries.Length; start += SummaryColumns.PageRows)
        {
            var page = entries[start..Math.Min(entries.Length, start + SummaryColumns.PageRows)];
            var column = numbers[..page.Length];
            for (var i = 0; i < page.Length; i++)
                column[i] = (long)page[i].Sequence;
            IntegerColumn.Encode(writer, column);
            for (var i = 0; i < page.Length; i++)
                column[i] = page[i].Offset;
            IntegerColumn.Encode(writer, column);
            for (var i = 0; i < page.Length; i++)
                column[i] = page[i].Length;
            IntegerColumn.Encode(writer, column);
            for (var i = 0; i < page.Length; i++)
                column[i] = page[i].TimesOffset;
            IntegerColumn.Encode(writer, column);
            for (var i = 0; i < page.Length; i++)
                column[i] = page[i].TimesLength;
            IntegerColumn.Encode(writer, column);
            for (var i = 0; i < page.Length; i++)
                rows[i] = page[i].Summary;
            SummaryColumns.Encode(writer, rows.AsSpan(0, page.Length));
        }
        ArrayPool<BlockSummary>.Shared.Return(rows);
    }

    /// <exception cref="BlockDamagedException">It is no such list.</exception>
    public static BlockEntry[] Decode(ReadOnlySpan<byte> bytes, int count)
    {
        var reader = new ByteReader(bytes);
        var entries = new BlockEntry[count];
        var rows = new BlockSummary[Math.Min(count, SummaryColumns.PageRows)];
        Span<long> columns = stackalloc long[5 * rows.Length];
        for (var start = 0; start < count; start += SummaryColumns.PageRows)
        {
            var length = Math.Min(count - start, SummaryColumns.PageRows);
            for (var column = 0; column < 5; column++)
                IntegerColumn.Decode(ref reader, columns.Slice(column * rows.Length, length));
            SummaryColumns.Decode(ref reader, rows.AsSpan(0, length));
            for (var i = 0; i < length; i++)
            {
                entries[start + i] = new(
                    (ulong)columns[i], columns[rows.Length + i], Size(columns[(2 * rows.Length) + i]), columns[(3 * rows.Length) + i],
                    Size(columns[(4 * rows.Length) + i]), rows[i]);
            }
        }
        if (reader.Remaining != 0)
            throw new BlockDamagedException("bytes are left over after a list of blocks");
        return entries;
    }

    private static int Size(long length) =>
        length is >= 0 and <= BlockCodec.MaxBytes ? (int)length : throw new BlockDamagedException($"a block of {length} bytes");
}
