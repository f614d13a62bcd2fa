namespace Millwright.Historian.Codec;

/// <summary>Strictly rising times: the first, the largest power of ten that divides every step, and the steps over it.</summary>
internal static class TimeColumn
{
    /// <summary>Ten million ticks, a second, is the coarsest grid looked for.</summary>
    public const int MaxGrid = 7;

    private static ReadOnlySpan<long> Grids => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    /// <summary>The ticks of a grid.</summary>
    public static long Unit(int grid) =>
        (uint)grid <= MaxGrid ? Grids[grid] : throw new BlockDamagedException($"{grid} is no grid of times");

    public static void Encode(ByteWriter writer, ReadOnlySpan<long> times)
    {
        Span<long> steps = stackalloc long[times.Length];
        var grid = MaxGrid;
        for (var i = 1; i < times.Length; i++)
        {
            steps[i] = times[i] - times[0];
            while (grid > 0 && steps[i] % Unit(grid) != 0)
                grid--;
        }
        writer.WriteUInt64((ulong)times[0]);
        writer.WriteByte((byte)grid);
        if (times.Length == 1)
            return;
        if (grid > 0)
        {
            var unit = Unit(grid);
            foreach (ref var step in steps)
                step /= unit;
        }
        IntegerColumn.Encode(writer, steps);
    }

    public static void Decode(ref ByteReader reader, scoped Span<long> times)
    {
        var first = (long)reader.ReadUInt64();
        var unit = Unit(reader.ReadByte());
        if (times.Length > 1)
            IntegerColumn.Decode(ref reader, times);
        else
            times[0] = 0;
        times[0] = first;
        for (var i = 1; i < times.Length; i++)
        {
            times[i] = first + (times[i] * unit);
            if (times[i] <= times[i - 1])
                throw new BlockDamagedException("times do not rise");
        }
    }
}
