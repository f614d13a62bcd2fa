namespace Millwright.Historian.Codec;

/// <summary>Times or durations in any order: the first, the largest power of ten that divides every difference from it, and those over it.</summary>
internal static class TickColumn
{
    /// <summary>Up to 1,024 numbers; all arithmetic wraps.</summary>
    public static void Encode(ByteWriter writer, ReadOnlySpan<long> ticks)
    {
        Span<long> steps = stackalloc long[ticks.Length];
        var grid = TimeColumn.ToGrid(ticks, steps);
        writer.WriteSigned(ticks[0]);
        if (ticks.Length == 1)
            return;
        writer.WriteByte((byte)grid);
        IntegerColumn.Encode(writer, steps);
    }

    public static void Decode(ref ByteReader reader, scoped Span<long> ticks)
    {
        var first = reader.ReadSigned();
        if (ticks.Length == 1)
        {
            ticks[0] = first;
            return;
        }
        var unit = TimeColumn.Unit(reader.ReadByte());
        IntegerColumn.Decode(ref reader, ticks);
        for (var i = 0; i < ticks.Length; i++)
            ticks[i] = first + (ticks[i] * unit);
    }
}
