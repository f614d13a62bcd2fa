using Millwright.Historian;
using Millwright.Historian.Queries;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

public sealed class HistoryQueriesTests
{
    private static readonly StorePlant Plant = new();

    [Theory]
    [InlineData(Interpolation.Sloped, 5, 15, "Good")]
    [InlineData(Interpolation.Stepped, 5, 10, "Good")]
    [InlineData(Interpolation.Sloped, 10, 20, "Good")]
    [InlineData(Interpolation.Sloped, 25, 35, "UncertainSubNormal")]
    [InlineData(Interpolation.Sloped, 20, 30, "UncertainSubNormal")]
    [InlineData(Interpolation.Stepped, 25, 20, "UncertainSubNormal")]
    [InlineData(Interpolation.Sloped, 45, 50, "UncertainSubNormal")]
    public async Task A_moment_between_samples_is_interpolated(Interpolation interpolation, int second, double value, string quality)
    {
        using var store = Open([(0, 10), (10, 20), (20, null), (30, 40), (40, 50)]);
        var sample = Assert.Single(await AtAsync(store, second, interpolation));
        Assert.Equal(value, sample.Value.ToDouble(), 1e-12);
        Assert.Equal(quality, sample.Quality.ToString());
    }

    [Fact]
    public async Task Before_the_first_sample_there_is_no_value()
    {
        using var store = Open([(10, 20)]);
        Assert.Equal(Quality.BadNoData, Assert.Single(await AtAsync(store, 5, Interpolation.Sloped)).Quality);
    }

    [Theory]
    [InlineData(ChartShape.MinMax)]
    [InlineData(ChartShape.Lttb)]
    public async Task A_chart_keeps_the_peaks_and_has_no_more_points_than_asked_for(ChartShape shape)
    {
        var samples = Enumerable.Range(0, 5_000).Select(i => (i, (double?)(i == 2_345 ? 99 : i == 4_000 ? -99 : Math.Round(Math.Sin(i / 300.0), 2)))).ToArray();
        using var store = Open(samples);
        var line = await store.ChartAsync(Plant.Tags[0], StorePlant.At(0), StorePlant.At(5_000), 200, shape, default);
        Assert.InRange(line.Count, 100, 200);
        Assert.Equal((-99, 99), (line.Min(p => p.Value), line.Max(p => p.Value)));
        Assert.Equal(line.OrderBy(p => p.Time), line);
    }

    [Fact]
    public async Task A_chart_of_few_samples_is_the_samples()
    {
        using var store = Open([(0, 1), (10, null), (20, 3)]);
        var line = await store.ChartAsync(Plant.Tags[0], StorePlant.At(0), StorePlant.At(30), 100, ChartShape.Lttb, default);
        Assert.Equal([new(StorePlant.At(0), 1), new(StorePlant.At(10), double.NaN), new(StorePlant.At(20), 3)], line);
    }

    [Fact]
    public async Task Questions_that_are_too_large_are_refused_with_a_remedy()
    {
        using var store = Open([(0, 1)]);
        var bounds = Enumerable.Range(0, 100_002).Select(i => StorePlant.At(i)).ToList();
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await store.SummarizeAsync(Plant.Tags[0], bounds, default, default));
        Assert.Contains("at most 100,000", error.Message, StringComparison.Ordinal);
        var tags = Enumerable.Repeat(Plant.Tags[0], 200).ToList();
        Assert.Contains(
            "ask for fewer tags", Assert.Throws<ArgumentException>(() => store.AggregateAsync(tags, bounds, [Aggregate.Average], default, default)).Message,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.SummarizeAsync(Plant.Tags[0], [StorePlant.At(1), StorePlant.At(1)], default, default));
    }

    [Fact]
    public async Task A_question_that_is_called_off_ends()
    {
        using var store = Open([.. Enumerable.Range(0, 3_000).Select(i => (i, (double?)i))]);
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.SummarizeAsync(Plant.Tags[0], [StorePlant.At(0), StorePlant.At(9_000)], default, cancel.Token));
    }

    [Fact]
    public void The_reduced_line_of_a_line_is_its_ends_and_points_of_it()
    {
        var points = Enumerable.Range(0, 1_000).Select(i => new ChartPoint(StorePlant.At(i), i % 100 == 50 ? 1 : 0)).ToList();
        var reduced = Lttb.Reduce(points, 40);
        Assert.Equal(40, reduced.Count);
        Assert.Equal((points[0], points[^1]), (reduced[0], reduced[^1]));
        Assert.Equal(10, reduced.Count(p => p.Value == 1));
        Assert.All(reduced, p => Assert.Contains(p, points));
    }

    private static async Task<List<StoredSample>> AtAsync(HistoryStore store, int second, Interpolation interpolation)
    {
        var samples = new List<StoredSample>();
        await foreach (var sample in store.ReadAtAsync(Plant.Tags[0], [StorePlant.At(second)], interpolation, default))
            samples.Add(sample);
        return samples;
    }

    private static HistoryStore Open((int Second, double? Value)[] samples)
    {
        var plant = new StorePlant();
        var store = plant.Open();
        foreach (var (second, value) in samples)
        {
            plant.Append(plant.Tags[0], value is { } number
                ? new(StorePlant.At(second), TagValue.Of(number), Quality.Good)
                : new(StorePlant.At(second), TagValue.None, Quality.BadNoCommunication));
        }
        store.TakeAvailable();
        Assert.True(store.TryFlush());
        return store;
    }
}
