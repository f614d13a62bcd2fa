using Millwright.Historian;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

public sealed class StoreUpkeepTests
{
    [Fact]
    public async Task The_small_files_of_a_day_become_one_and_small_blocks_become_full_ones()
    {
        var plant = new StorePlant();
        using var store = plant.Open();
        for (var round = 0; round < 40; round++)
        {
            plant.Log100(round, round);
            store.TakeAvailable();
            Assert.True(store.TryFlush());
        }
        Assert.True(store.TryRunUpkeep());
        Assert.Equal(2 + 8, store.Info.Files);
        await plant.AssertCompleteAsync(store);

        plant.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True(store.TryRunUpkeep());
        Assert.Equal(1, store.Info.Files);
        Assert.Equal(plant.Tags.Length * 2, store.Info.Blocks);
        Assert.Equal(plant.Expected.Values.Sum(s => s.Count), store.Info.Samples);
        await plant.AssertCompleteAsync(store);
        Assert.Single(plant.Files.Paths);
        Assert.True(store.Verify(default).IsSound);
    }

    [Fact]
    public async Task A_merged_file_beside_its_sources_shows_nothing_twice_and_the_sources_go()
    {
        var plant = new StorePlant();
        var sources = new Dictionary<string, byte[]>();
        using (var store = plant.Open())
        {
            for (var round = 0; round < 5; round++)
            {
                plant.Log100(round, round);
                store.TakeAvailable();
                store.TryFlush();
            }
            foreach (var path in plant.Files.Paths)
                sources.Add(path, plant.Files.Bytes(path));
            plant.Clock.Advance(TimeSpan.FromDays(1));
            Assert.True(store.TryRunUpkeep());
        }
        foreach (var (path, bytes) in sources)
            plant.Files.Put(path, bytes);
        Assert.Equal(6, plant.Files.Paths.Count());
        using var again = plant.Open();
        await plant.AssertCompleteAsync(again);
        Assert.Single(plant.Files.Paths);
    }

    [Fact]
    public async Task A_query_that_is_under_way_when_files_are_merged_ends_as_it_began()
    {
        var plant = new StorePlant();
        using var store = plant.Open();
        for (var round = 0; round < 5; round++)
        {
            plant.Log100(round, round);
            store.TakeAvailable();
            store.TryFlush();
        }
        var tag = plant.Tags[0];
        var read = new List<StoredSample>();
        await foreach (var sample in store.ReadRawAsync(tag, Timestamp.MinValue, Timestamp.MaxValue, int.MaxValue, default))
        {
            read.Add(sample);
            if (read.Count != 1)
                continue;
            plant.Clock.Advance(TimeSpan.FromDays(1));
            Assert.True(store.TryRunUpkeep());
            Assert.Equal(6, plant.Files.Paths.Count());
        }
        Assert.Equal(plant.Expected[tag].Values, read);
        Assert.Single(plant.Files.Paths);
    }

    [Fact]
    public void Files_whose_newest_sample_is_too_old_are_deleted()
    {
        var plant = new StorePlant();
        plant.Options.KeepFor = TimeSpan.FromDays(30);
        using var store = plant.Open();
        plant.Log100(0, 0);
        store.TakeAvailable();
        store.TryFlush();
        plant.Clock.Advance(TimeSpan.FromDays(29));
        Assert.True(store.TryRunUpkeep());
        Assert.Equal(1, store.Info.Files);
        plant.Clock.Advance(TimeSpan.FromDays(2));
        Assert.True(store.TryRunUpkeep());
        Assert.Equal(0, store.Info.Files);
        Assert.Empty(plant.Files.Paths);
    }

    [Fact]
    public async Task Above_the_limit_of_bytes_the_oldest_files_go()
    {
        var plant = new StorePlant();
        using var store = plant.Open();
        for (var round = 0; round < 4; round++)
        {
            plant.Append(plant.Tags[0], new(StorePlant.At(round), TagValue.Of(round), Quality.Good));
            store.TakeAvailable();
            store.TryFlush();
        }
        var one = store.Info.Bytes / 4;
        store.Dispose();
        plant.Options.KeepBytes = (one * 2) + 10;
        using var smaller = plant.Open();
        Assert.True(smaller.TryRunUpkeep());
        Assert.Equal(2, smaller.Info.Files);
        Assert.Equal([2, 3], (await StorePlant.ReadAsync(smaller, plant.Tags[0])).Select(s => s.Value.ToDouble()));
    }

    [Fact]
    public async Task Samples_are_written_to_a_file_when_they_have_waited_long_enough()
    {
        var plant = new StorePlant();
        plant.Options.FlushAfter = TimeSpan.FromMinutes(10);
        using var store = plant.Open();
        plant.Log100(0, 0);
        store.TakeAvailable();
        Assert.Equal(0, store.Info.Files);
        plant.Clock.Advance(TimeSpan.FromMinutes(11));
        store.TakeAvailable();
        Assert.Equal(1, store.Info.Files);
        Assert.Equal(plant.Log.Committed, plant.Log.Acknowledged);
        await plant.AssertCompleteAsync(store);
    }
}
