using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

public sealed class TimeColumnTests
{
    private const long Start = 638_000_000_000_000_137;

    [Theory]
    [InlineData(10_000_000, 0)]
    [InlineData(10_000_000, 7)]
    [InlineData(100_000, 1)]
    [InlineData(1_000, 3)]
    [InlineData(10, 5)]
    [InlineData(1, 2)]
    [InlineData(3, 9)]
    public void Times_on_a_grid_come_back_and_the_grid_is_the_coarsest(long unit, int seed)
    {
        var random = new Random(seed);
        var times = new long[1 + random.Next(SampleColumns.BlockSamples)];
        times[0] = Start;
        for (var i = 1; i < times.Length; i++)
            times[i] = times[i - 1] + (unit * (seed == 0 || random.Next(4) > 0 ? 1 : random.Next(1, 50)));
        var units = new long[times.Length];
        var grid = TimeColumn.ToGrid(times, units);
        var coarsest = TimeColumn.MaxGrid;
        while (times.Any(t => (t - Start) % TimeColumn.Unit(coarsest) != 0))
            coarsest--;
        Assert.Equal(coarsest, grid);
        Assert.Equal(times, units.Select(u => Start + (u * TimeColumn.Unit(grid))));
        Assert.Equal(times, Back(times));
    }

    [Fact]
    public void Ticks_in_any_order_and_at_the_ends_of_time_come_back()
    {
        long[] ticks = [long.MinValue, long.MaxValue, 0, -1, 10_000_000, 10_000_000, long.MinValue + 1];
        var writer = new ByteWriter();
        TickColumn.Encode(writer, ticks);
        var reader = new ByteReader(writer.Written);
        var back = new long[ticks.Length];
        TickColumn.Decode(ref reader, back);
        Assert.Equal(ticks, back);
    }

    [Fact]
    public void Tags_of_one_schedule_share_their_times_until_these_are_forgotten()
    {
        var sealer = new BlockSealer();
        var (even, odd) = (Columns(1_000, jitter: 3), Columns(1_000, jitter: 4));
        var first = sealer.Seal(Tag(1), 1, even);
        var between = sealer.Seal(Tag(2), 1, odd);
        var second = sealer.Seal(Tag(3), 1, even);
        var third = sealer.Seal(Tag(4), 1, even);
        Assert.NotNull(first.Times);
        Assert.Same(first.Times, second.Times);
        Assert.Same(first.Times, third.Times);
        Assert.NotSame(first.Times, between.Times);
        sealer.ForgetTimes();
        var after = sealer.Seal(Tag(5), 1, even);
        Assert.NotSame(first.Times, after.Times);
        Assert.Equal(first.Times, after.Times);
        var back = new SampleColumns();
        after.Decode(Tag(5), back);
        Assert.Equal(even.Times.ToArray(), back.Times.ToArray());
    }

    private static TagId Tag(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static SampleColumns Columns(int count, int jitter)
    {
        var columns = new SampleColumns();
        for (var i = 0; i < count; i++)
            columns.Add(Start + (i * 10_000_000L) + (i * i % jitter), TagKind.Int32, (ulong)i, null, Quality.Good, 0);
        return columns;
    }

    private static long[] Back(long[] times)
    {
        var writer = new ByteWriter();
        TimeColumn.Encode(writer, times);
        var reader = new ByteReader(writer.Written);
        var back = new long[times.Length];
        TimeColumn.Decode(ref reader, back);
        Assert.Equal(0, reader.Remaining);
        return back;
    }
}
