using Millwright.Historian;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

public sealed class LastValueTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    /// <summary>Plain samples, late ones, ones without a value, texts and servers' times, with files written and the store opened anew in between.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_newest_sample_is_the_newest_of_all_that_came(int seed)
    {
        var random = new Random(seed);
        var plant = new StorePlant();
        var store = plant.Open();
        for (var step = 0; step < 120; step++)
        {
            var tag = plant.Tags[random.Next(plant.Tags.Length)];
            var second = random.Next(6) == 0 ? random.Next(step + 1) : step;
            plant.Append(tag, Any(random, seed % 3, StorePlant.At(second)));
            if (random.Next(3) == 0)
                store.TakeAvailable();
            if (random.Next(20) == 0)
                store.TryFlush();
            if (random.Next(25) == 0)
            {
                store.Dispose();
                store = plant.Open();
            }
            if (random.Next(4) != 0)
                continue;
            store.TakeAvailable();
            foreach (var (known, samples) in plant.Expected)
            {
                Assert.True(store.TryGetLast(known, out var last));
                Assert.Equal(samples.Values.Last(), last);
            }
        }
        store.Dispose();
    }

    [Fact]
    public void A_deleted_newest_sample_gives_way_to_the_one_before()
    {
        var plant = new StorePlant();
        using var store = plant.Open();
        plant.Append(plant.Tags[0], new(StorePlant.At(0), TagValue.Of(1.5), Quality.Good));
        plant.Append(plant.Tags[0], new(StorePlant.At(1), TagValue.Of(2.5), Quality.Good));
        store.TakeAvailable();
        Assert.True(store.TryFlush());
        Assert.Equal(1, store.Delete(plant.Tags[0], StorePlant.At(1), Timestamp.MaxValue, default));
        Assert.True(store.TryGetLast(plant.Tags[0], out var last));
        Assert.Equal(StorePlant.At(0), last.SourceTime);
    }

    private static StoredSample Any(Random random, int shape, Timestamp time) => (shape == 0 ? 9 : random.Next(10)) switch
    {
        0 => new(time, default, Quality.BadNotConnected),
        1 when shape == 2 => new(time, TagValue.Of($"batch {random.Next(100)}"), Quality.Good),
        2 => new(time, TagValue.Of(random.Next(5) / 2.0), Quality.Good, time + TimeSpan.FromMilliseconds(3)),
        3 => new(time, TagValue.Of(random.Next(1000)), Quality.UncertainLastUsableValue),
        _ => new(time, TagValue.Of(Math.Round(random.NextDouble() * 50, 1)), Quality.Good),
    };
}
