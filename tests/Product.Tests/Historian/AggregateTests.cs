using Millwright.Historian;
using Millwright.Historian.Queries;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

/// <summary>The example data of OPC UA Part 13, Annex A.1, in intervals of 16 s; the expected values are worked out by hand from 5.4.3.</summary>
public sealed class AggregateTests
{
    private static readonly Timestamp Noon = Timestamp.From(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Historian 1 (A.1.1): TreatUncertainAsBad false, sloped, stepped extrapolation.</summary>
    private static readonly StoredSample[] Historian1 =
    [
        new(At(0), TagValue.None, Quality.BadNoData), Number(10, 10), Number(20, 20), Number(30, 30), Number(40, 40, Quality.Bad), Number(50, 50),
        Number(60, 60), Number(70, 70, Quality.Uncertain), Number(80, 80), Number(90, 90),
    ];

    /// <summary>Historian 4 (A.1.4): booleans, stepped.</summary>
    private static readonly StoredSample[] Historian4 =
    [
        new(At(0), TagValue.None, Quality.BadNoData), State(2, true), State(25, false), State(28, true), State(39, true),
        new(At(42), TagValue.None, Quality.Bad), State(48, true), State(52, false), State(72, false), State(77, true), State(83, true), State(86, false),
        State(90, true),
    ];

    public static TheoryData<Aggregate, double[]> OfHistorian1() => new()
    {
        { Aggregate.Average, [10, 25, double.NaN, 55, 70, 85] },
        { Aggregate.TimeAverage, [13, 23.875, 30, 57, 72, 86.875] },
        { Aggregate.Total, [208, 382, 480, 912, 1152, 1390] },
        { Aggregate.Minimum, [10, 20, double.NaN, 50, 70, 80] },
        { Aggregate.Maximum, [10, 30, double.NaN, 60, 70, 90] },
        { Aggregate.Range, [0, 10, double.NaN, 10, 0, 10] },
        { Aggregate.Count, [1, 2, 0, 2, 1, 2] },
        { Aggregate.Start, [10, 20, double.NaN, 50, 70, 80] },
        { Aggregate.End, [10, 30, double.NaN, 60, 70, 90] },
        { Aggregate.Delta, [0, 10, double.NaN, 10, 0, 10] },
        { Aggregate.StartBound, [double.NaN, 16, 30, double.NaN, 64, 80] },
        { Aggregate.EndBound, [16, 30, double.NaN, 64, 80, 90] },
        { Aggregate.DurationGood, [6_000, 16_000, 8_000, 14_000, 6_000, 16_000] },
        { Aggregate.DurationBad, [10_000, 0, 8_000, 2_000, 0, 0] },
        { Aggregate.PercentGood, [37.5, 100, 50, 87.5, 37.5, 100] },
        { Aggregate.PercentBad, [62.5, 0, 50, 12.5, 0, 0] },
        { Aggregate.StandardDeviationSample, [0, Math.Sqrt(50), double.NaN, Math.Sqrt(50), 0, Math.Sqrt(50)] },
        { Aggregate.VariancePopulation, [0, 25, double.NaN, 25, 0, 25] },
    };

    public static TheoryData<Aggregate, double[]> OfHistorian4() => new()
    {
        { Aggregate.DurationInStateNonZero, [14_000, 13_000, 10_000, 4_000, 3_000, 12_000] },
        { Aggregate.DurationInStateZero, [0, 3_000, 0, 12_000, 13_000, 4_000] },
        { Aggregate.NumberOfTransitions, [0, 2, 0, 1, 1, 2] },
    };

    [Theory]
    [MemberData(nameof(OfHistorian1))]
    public async Task Numbers_give_the_values_of_the_standard(Aggregate aggregate, double[] expected)
    {
        foreach (var settled in (bool[])[false, true])
            AssertNear(expected, await AskAsync(Historian1, aggregate, Interpolation.Sloped, settled));
    }

    [Theory]
    [MemberData(nameof(OfHistorian4))]
    public async Task States_give_the_values_of_the_standard(Aggregate aggregate, double[] expected)
    {
        foreach (var settled in (bool[])[false, true])
            AssertNear(expected, await AskAsync(Historian4, aggregate, Interpolation.Stepped, settled));
    }

    [Fact]
    public async Task Quality_is_good_only_where_everything_is()
    {
        var averages = await AskAsync(Historian1, Aggregate.Average, Interpolation.Sloped, settled: true);
        Assert.Equal(
            [Quality.UncertainSubNormal, Quality.Good, Quality.BadNoData, Quality.Good, Quality.UncertainSubNormal, Quality.Good],
            averages.Select(a => a.Quality));
        var means = await AskAsync(Historian1, Aggregate.TimeAverage, Interpolation.Sloped, settled: true);
        Assert.Equal([0.375, 1, 0.5, 0.875, 1, 1], means.Select(a => a.Coverage));
        Assert.Equal(Quality.UncertainSubNormal, means[2].Quality);
    }

    [Fact]
    public async Task A_silence_longer_than_allowed_is_a_gap()
    {
        var plant = new StorePlant();
        using var store = Open(plant, [Number(0, 5), Number(4, 5), Number(30, 7), Number(32, 7)]);
        plant.SetClock(At(1_000));
        var options = new CourseOptions(Interpolation.Sloped, TimeSpan.FromSeconds(5));
        var intervals = await store.SummarizeAsync(plant.Tags[0], [At(0), At(16), At(32)], options, default);
        Assert.Equal([9.0 / 16, 2.0 / 16], intervals.Select(i => i.Coverage));
        Assert.Equal([5.0, 7.0], intervals.Select(i => Aggregates.Of(Aggregate.TimeAverage, i).Value));
    }

    [Fact]
    public async Task The_last_sample_counts_until_now_and_not_beyond()
    {
        var plant = new StorePlant();
        using var store = Open(plant, [Number(0, 5)]);
        plant.SetClock(At(8));
        var interval = Assert.Single(await store.SummarizeAsync(plant.Tags[0], [At(0), At(16)], default, default));
        Assert.Equal(0.5, interval.Coverage);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Roll_ups_and_samples_give_the_same_answers_whatever_came_late(int seed)
    {
        var random = new Random(seed);
        var plant = new StorePlant();
        using var store = plant.Open();
        var value = 2000;
        for (var round = 0; round < 12; round++)
        {
            for (var i = 0; i < 900; i++)
            {
                value += random.Next(-9, 10);
                var second = (round * 900) + i + (random.Next(300) == 0 ? -random.Next(3000) : 0);
                var quality = random.Next(400) == 0 ? Quality.BadNoCommunication : random.Next(200) == 0 ? Quality.Uncertain : Quality.Good;
                if (second >= 0)
                    plant.Append(plant.Tags[0], new(StorePlant.At(second), quality.IsBad ? TagValue.None : TagValue.Of(value / 100.0), quality));
            }
            store.TakeAvailable();
            if (round != 11)
                Assert.True(store.TryFlush());
            if (round == 6)
                Assert.True(store.TryRunUpkeep());
        }
        plant.SetClock(StorePlant.At(20_000));
        foreach (var width in (int[])[7, 60, 97, 600, 3600, 5400])
        {
            var bounds = Enumerable.Range(0, 11_000 / width).Select(i => StorePlant.At((i * (long)width) - 30)).ToList();
            bounds.Add(StorePlant.At(11_000));
            foreach (var interpolation in (Interpolation[])[Interpolation.Sloped, Interpolation.Stepped])
            {
                var quick = await store.SummarizeAsync(plant.Tags[0], bounds, new(interpolation), default);
                var slow = await RawSummaries.SummarizeAsync(store, plant.Tags[0], bounds, new(interpolation), StorePlant.At(20_000), default);
                for (var i = 0; i < quick.Count; i++)
                    AssertSame(slow[i], quick[i]);
            }
        }
        Assert.True(store.Verify(default).IsSound);
    }

    [Fact]
    public void Names_are_found_whatever_their_case_and_others_are_not()
    {
        Assert.Equal(Aggregate.TimeAverage, Aggregates.FromName("timeaverage"));
        Assert.Null(Aggregates.FromName("Mean"));
        Assert.Null(Aggregates.FromName("3"));
    }

    private static void AssertSame(IntervalSummary slow, IntervalSummary quick)
    {
        Assert.Equal(
            (slow.From, slow.To, slow.Count, slow.Numbers, slow.Covered, slow.Good, slow.Bad, slow.Uncertain, slow.NonZero, slow.Transitions),
            (quick.From, quick.To, quick.Count, quick.Numbers, quick.Covered, quick.Good, quick.Bad, quick.Uncertain, quick.NonZero, quick.Transitions));
        Assert.Equal((slow.Minimum, slow.Maximum, slow.First, slow.Last), (quick.Minimum, quick.Maximum, quick.First, quick.Last));
        Assert.Equal(slow.Worst.Code >> 30, quick.Worst.Code >> 30);
        Assert.Equal(slow.Sum, quick.Sum, 1e-6);
        Assert.Equal(slow.Deviation, quick.Deviation, 1e-5);
        Assert.Equal(slow.Integral, quick.Integral, 1e-5);
        Assert.Equal(slow.AtStart?.Value ?? -1, quick.AtStart?.Value ?? -1, 1e-9);
        Assert.Equal(slow.AtEnd?.Value ?? -1, quick.AtEnd?.Value ?? -1, 1e-9);
    }

    private static async Task<List<AggregateValue>> AskAsync(StoredSample[] samples, Aggregate aggregate, Interpolation interpolation, bool settled)
    {
        var plant = new StorePlant();
        using var store = Open(plant, samples);
        if (settled)
            Assert.True(store.TryFlush());
        plant.SetClock(At(96));
        var bounds = Enumerable.Range(0, 7).Select(i => At(i * 16)).ToList();
        var answer = new List<AggregateValue>();
        await foreach (var row in store.AggregateAsync([plant.Tags[0]], bounds, [aggregate], new(interpolation), default))
            answer.Add(Assert.Single(row.Values));
        return answer;
    }

    private static HistoryStore Open(StorePlant plant, StoredSample[] samples)
    {
        var store = plant.Open();
        foreach (var sample in samples)
            plant.Append(plant.Tags[0], sample);
        store.TakeAvailable();
        return store;
    }

    private static void AssertNear(double[] expected, List<AggregateValue> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i].Value, 1e-9);
    }

    private static Timestamp At(double second) => Noon + TimeSpan.FromSeconds(second);

    private static StoredSample Number(double second, double value, Quality quality = default) => new(At(second), TagValue.Of(value), quality);

    private static StoredSample State(double second, bool value) => new(At(second), TagValue.Of(value), Quality.Good);
}
