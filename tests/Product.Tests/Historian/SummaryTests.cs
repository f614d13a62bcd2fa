using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

public sealed class SummaryTests
{
    public static TheoryData<string, int> Shapes() => BlockCodecTests.Shapes();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Two_summaries_joined_say_what_one_of_all_samples_says(string shape, int seed)
    {
        var random = new Random(seed);
        var columns = BlockCodecTests.Make(shape, random, 2 + random.Next(400));
        var cut = random.Next(1, columns.Count);
        var whole = Summarizer.Of(columns, 0, columns.Count);
        var joined = Summarizer.Of(columns, 0, cut).Join(Summarizer.Of(columns, cut, columns.Count));
        Assert.Equal(
            (whole.First, whole.Last, whole.Count, whole.Numbers, whole.Worst, whole.GoodTicks, whole.BadTicks, whole.NumberTicks),
            (joined.First, joined.Last, joined.Count, joined.Numbers, joined.Worst, joined.GoodTicks, joined.BadTicks, joined.NumberTicks));
        Assert.Equal(
            (whole.NonZeroTicks, whole.Transitions, whole.LongestStep, whole.FirstBits, whole.LastBits, whole.Minimum, whole.Maximum),
            (joined.NonZeroTicks, joined.Transitions, joined.LongestStep, joined.FirstBits, joined.LastBits, joined.Minimum, joined.Maximum));
        if (whole.Numbers == 0 || !double.IsFinite(whole.Squares) || Math.Abs(whole.Sum) > 1e100)
            return;
        var scale = Math.Max(Math.Abs(whole.Minimum), Math.Abs(whole.Maximum));
        var seconds = (whole.Last - whole.First) / 1e7;
        Near(whole.Sum, joined.Sum, scale * whole.Count);
        Near(whole.Squares, joined.Squares, scale * scale * whole.Count);
        Near(whole.Stepped, joined.Stepped, scale * seconds);
        Near(whole.Sloped, joined.Sloped, scale * seconds);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Summaries_come_back_as_they_were(string shape, int seed)
    {
        var random = new Random(seed);
        var columns = BlockCodecTests.Make(shape, random);
        var rows = new List<BlockSummary>();
        for (var start = 0; start < columns.Count;)
        {
            var end = Math.Min(columns.Count, start + random.Next(1, 100));
            rows.Add(Summarizer.Of(columns, start, end));
            start = end;
        }
        var writer = new ByteWriter();
        SummaryColumns.Encode(writer, rows.ToArray());
        var reader = new ByteReader(writer.Written);
        var back = new BlockSummary[rows.Count];
        SummaryColumns.Decode(ref reader, back);
        Assert.Equal(0, reader.Remaining);
        Assert.Equal(rows, back);
    }

    [Fact]
    public void The_figures_of_a_ramp_are_those_of_the_formulas()
    {
        var columns = new SampleColumns();
        for (var i = 0; i <= 10; i++)
            Add(columns, i, i * 2.0);
        var summary = BlockSummary.Of(columns);
        Assert.Equal((110.0, 20.0, 0.0), (summary.Sum, summary.Maximum, summary.Minimum));
        Assert.Equal(100, summary.Sloped);
        Assert.Equal(90, summary.Stepped);
        Assert.Equal(440, summary.Deviation);
        Assert.Equal(TimeSpan.FromSeconds(9).Ticks, summary.NonZeroTicks);
        Assert.Equal(1, summary.Transitions);
    }

    [Fact]
    public void A_bad_sample_ends_the_number_before_it()
    {
        var columns = new SampleColumns();
        Add(columns, 0, 4);
        Add(columns, 2, 8);
        columns.Add(At(3), TagKind.None, 0, null, Quality.BadNoCommunication, 0);
        Add(columns, 7, 6);
        Add(columns, 8, 6);
        var summary = BlockSummary.Of(columns);
        Assert.Equal(4 * TimeSpan.TicksPerSecond, summary.BadTicks);
        Assert.Equal(4 * TimeSpan.TicksPerSecond, summary.NumberTicks);
        // Above the first number, 4: two seconds to 8, one held at 8, one at 6.
        Assert.Equal(4 + 4 + 2, summary.Sloped);
        Assert.Equal(0 + 4 + 2, summary.Stepped);
        Assert.Equal(Quality.BadNoCommunication, summary.Worst);
    }

    [Fact]
    public void A_minute_of_slow_two_decimal_samples_takes_less_than_ten_bytes_of_roll_up()
    {
        var random = new Random(5);
        var rollups = new RollupBuilder();
        var value = 2150;
        for (var block = 0; block < 60; block++)
        {
            var columns = new SampleColumns();
            for (var i = 0; i < 1000; i++)
            {
                value += random.Next(-10, 11);
                Add(columns, (block * 1000) + i, value / 100.0);
            }
            rollups.Add(columns);
        }
        var rows = rollups.Rows(RollupTier.Minute);
        Assert.Equal(1000, rows.Length);
        Assert.Equal(17, rollups.Rows(RollupTier.Hour).Length);
        var writer = new ByteWriter();
        SummaryColumns.Encode(writer, rows);
        Assert.InRange(writer.Length, 1, 10 * rows.Length);
    }

    private static long At(double second) => new DateTime(2026, 3, 9, 10, 0, 0, DateTimeKind.Utc).Ticks + (long)(second * TimeSpan.TicksPerSecond);

    private static void Add(SampleColumns columns, double second, double value) =>
        columns.Add(At(second), TagKind.Float64, BitConverter.DoubleToUInt64Bits(value), null, Quality.Good, 0);

    private static void Near(double expected, double actual, double scale) => Assert.InRange(actual - expected, -1e-9 * (scale + 1), 1e-9 * (scale + 1));
}
