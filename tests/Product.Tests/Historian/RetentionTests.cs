using Millwright.Historian;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

public sealed class RetentionTests
{
    [Fact]
    public async Task Deleted_samples_are_gone_from_answers_roll_ups_and_disk_and_others_stay()
    {
        var plant = Filled(out var store);
        using var _ = store;
        var tag = plant.Tags[0];
        Assert.Equal(1_200, store.Delete(tag, StorePlant.At(600), StorePlant.At(1_800), default));
        foreach (var second in Enumerable.Range(600, 1_200))
            plant.Expected[tag].Remove(StorePlant.At(second).Ticks);
        await plant.AssertCompleteAsync(store);
        var interval = Assert.Single(await store.SummarizeAsync(tag, [StorePlant.At(0), StorePlant.At(3_600)], default, default));
        Assert.Equal(2_400, interval.Count);
        Assert.True(store.Verify(default).IsSound);
        plant.Append(tag, new(StorePlant.At(700), TagValue.Of(1.5), Quality.Good));
        store.TakeAvailable();
        await plant.AssertCompleteAsync(store);
    }

    [Fact]
    public async Task The_newest_sample_is_another_when_it_was_deleted()
    {
        var plant = Filled(out var store);
        using var _ = store;
        Assert.True(store.TryGetLast(plant.Tags[0], out var before));
        Assert.Equal(1, store.Delete(plant.Tags[0], before.SourceTime, Timestamp.MaxValue, default));
        Assert.True(store.TryGetLast(plant.Tags[0], out var after));
        Assert.Equal(StorePlant.At(3_598), after.SourceTime);
        store.Delete(plant.Tags[0], Timestamp.MinValue, Timestamp.MaxValue, default);
        Assert.False(store.TryGetLast(plant.Tags[0], out after));
        using var again = plant.Open();
        Assert.Equal(2 * 3_600, again.Info.Samples);
        await Task.CompletedTask;
    }

    [Fact]
    public void A_power_cut_in_the_middle_of_a_deletion_leaves_the_old_file_or_the_new()
    {
        for (var call = 1; call < 16; call++)
        {
            var plant = Filled(out var store);
            store.TryFlush();
            plant.Files.CutAt = plant.Files.Calls + call;
            var deleted = 0L;
            try
            {
                deleted = store.Delete(plant.Tags[0], StorePlant.At(0), StorePlant.At(100), default);
            }
            catch (IOException)
            {
                // The power is off.
            }
            plant.Files = plant.Files.AfterPowerCut(new Random(call));
            using var again = plant.Open();
            Assert.Empty(again.Findings);
            Assert.Contains(again.Info.Samples, (long[])[3 * 3_600, (3 * 3_600) - 100]);
            if (deleted > 0)
                Assert.Equal((3 * 3_600) - 100, again.Info.Samples);
        }
    }

    [Fact]
    public async Task Minutes_outlive_samples_and_hours_outlive_minutes()
    {
        var plant = Filled(out var store, options =>
        {
            options.KeepFor = TimeSpan.FromDays(10);
            options.KeepMinutesFor = TimeSpan.FromDays(100);
            options.KeepHoursFor = TimeSpan.FromDays(1_000);
        });
        using var _ = store;
        Assert.True(store.TryFlush());
        var tag = plant.Tags[0];
        Timestamp[] bounds = [.. Enumerable.Range(0, 7).Select(i => StorePlant.At(i * 600))];
        var before = await store.SummarizeAsync(tag, bounds, default, default);
        var bytes = store.Info.Bytes;

        plant.Clock.Advance(TimeSpan.FromDays(11));
        Assert.True(store.TryRunUpkeep());
        Assert.Equal((1, 0L), (store.Info.Files, store.Info.Samples));
        Assert.InRange(store.Info.Bytes, 1, bytes / 2);
        Assert.Empty(await StorePlant.ReadAsync(store, tag));
        var after = await store.SummarizeAsync(tag, bounds, default, default);
        Assert.Equal(before.Select(b => (b.Count, b.Minimum, b.Maximum, b.Covered)), after.Select(b => (b.Count, b.Minimum, b.Maximum, b.Covered)));

        plant.Clock.Advance(TimeSpan.FromDays(100));
        Assert.True(store.TryRunUpkeep());
        var hour = Assert.Single(await store.SummarizeAsync(tag, [bounds[0], bounds[^1]], default, default));
        Assert.Equal((before.Sum(b => b.Count), before.Min(b => b.Minimum)), (hour.Count, hour.Minimum));
        Assert.True(store.Verify(default).IsSound);

        plant.Clock.Advance(TimeSpan.FromDays(1_000));
        Assert.True(store.TryRunUpkeep());
        Assert.Equal(0, store.Info.Files);
        Assert.Empty(plant.Files.Paths);
    }

    [Fact]
    public async Task A_part_of_the_plant_is_kept_as_its_own_rule_says()
    {
        var plant = Filled(out var store, options =>
        {
            options.KeepFor = TimeSpan.FromDays(10);
            options.Assets.Add(StorePlant.PathOf(1).Parent.ToString(), new() { KeepFor = TimeSpan.FromDays(20) });
            options.Assets.Add(StorePlant.PathOf(1).ToString(), new());
        });
        using var _ = store;
        Assert.True(store.TryFlush());
        plant.Clock.Advance(TimeSpan.FromDays(15));
        Assert.True(store.TryRunUpkeep());
        Assert.Equal(3 * 3_600, store.Info.Samples);
        plant.Clock.Advance(TimeSpan.FromDays(10));
        Assert.True(store.TryRunUpkeep());
        Assert.Equal(3_600, store.Info.Samples);
        Assert.Equal(3_600, (await StorePlant.ReadAsync(store, plant.Tags[1])).Count);
        Assert.Empty(await StorePlant.ReadAsync(store, plant.Tags[0]));
    }

    private static StorePlant Filled(out HistoryStore store, Action<HistorianOptions>? set = null)
    {
        var plant = new StorePlant();
        set?.Invoke(plant.Options);
        store = plant.Open();
        for (var i = 0; i < plant.Tags.Length; i++)
        {
            for (var second = 0; second < 3_600; second++)
                plant.Append(plant.Tags[i], new(StorePlant.At(second), TagValue.Of((second % 100) / 10.0), Quality.Good));
        }
        store.TakeAvailable();
        plant.Clock.Advance(TimeSpan.FromHours(2));
        return plant;
    }
}
