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
        var grid = ToGrid(times, steps);
        writer.WriteUInt64((ulong)times[0]);
        writer.WriteByte((byte)grid);
        if (times.Length > 1)
            IntegerColumn.Encode(writer, steps);
    }

    /// <summary>The coarsest grid that all times are on as seen from the first, and how many of its units each lies behind the first.</summary>
    /// <remarks>Of equal steps one is divided: a division for every time would cost more than all else that is done with it.</remarks>
    public static int ToGrid(ReadOnlySpan<long> times, Span<long> units)
    {
        var grid = MaxGrid;
        var last = 0L;
        for (var i = 1; i < times.Length && grid > 0; i++)
        {
            var step = times[i] - times[i - 1];
            if (step == last)
                continue;
            last = step;
            while (grid > 0 && step % Unit(grid) != 0)
                grid--;
        }
        units[0] = 0;
        if (grid == 0)
        {
            for (var i = 1; i < times.Length; i++)
                units[i] = times[i] - times[0];
            return 0;
        }
        var unit = Unit(grid);
        last = 0;
        var inUnits = 0L;
        for (var i = 1; i < times.Length; i++)
        {
            var step = times[i] - times[i - 1];
            if (step != last)
                (last, inUnits) = (step, step / unit);
            units[i] = units[i - 1] + inUnits;
        }
        return grid;
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
