namespace Millwright.Product.Tests.Historian;

/// <summary>What the log was told to forget must be in the files, whatever happens to the machine.</summary>
public sealed class StoreCrashTests
{
    private const int Rounds = 20;

    [Fact]
    public async Task A_power_cut_at_any_call_loses_nothing_and_shows_nothing_twice()
    {
        var calls = CallsOfACleanRun();
        Assert.True(calls > 80, $"only {calls} calls");
        for (var cut = 1; cut <= calls; cut++)
        {
            for (var seed = 0; seed < 3; seed++)
            {
                var plant = new StorePlant();
                plant.Files.CutAt = cut;
                Run(plant);
                plant.Files = plant.Files.AfterPowerCut(new Random(seed));
                using var store = plant.Open();
                store.TakeAvailable();
                await plant.AssertCompleteAsync(store);
                Assert.Empty(store.Findings);
            }
        }
    }

    [Fact]
    public async Task A_failure_of_any_single_call_loses_nothing_and_is_overcome()
    {
        var calls = CallsOfACleanRun();
        for (var fail = 1; fail <= calls; fail++)
        {
            var plant = new StorePlant();
            plant.Files.FailAt = fail;
            Run(plant);
            plant.Files = plant.Files.AfterPowerCut(new Random(fail));
            using var store = plant.Open();
            store.TakeAvailable();
            await plant.AssertCompleteAsync(store);
            Assert.True(store.TryFlush());
            Assert.Equal(plant.Log.Committed, plant.Log.Acknowledged);
        }
    }

    [Fact]
    public async Task A_full_disk_keeps_samples_in_the_log_bounds_memory_raises_an_alarm_and_passes()
    {
        var plant = new StorePlant();
        plant.Options.FlushBytes = 2_000;
        plant.Options.MaxHeadBytes = 6_000;
        using var store = plant.Open();
        plant.Files.IsFull = true;
        for (var round = 0; round < 60; round++)
        {
            plant.Log100(round, round);
            store.TakeAvailable();
            plant.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.NotNull(store.Info.Alarm);
        Assert.Equal(0, plant.Log.Acknowledged.Value);
        Assert.InRange(store.Info.HeadBytes, 1, 8_000);
        Assert.True(store.Info.Taken < plant.Log.Committed);

        plant.Files.IsFull = false;
        for (var turn = 0; turn < 60; turn++)
        {
            plant.Clock.Advance(plant.Options.RetryAfter);
            store.TakeAvailable();
        }
        Assert.True(store.TryFlush());
        Assert.Null(store.Info.Alarm);
        Assert.Equal(plant.Log.Committed, plant.Log.Acknowledged);
        await plant.AssertCompleteAsync(store);
    }

    [Fact]
    public async Task A_kill_between_file_and_acknowledgement_does_not_bring_old_values_back()
    {
        var plant = new StorePlant();
        using (var store = plant.Open())
        {
            plant.Log100(0, 1);
            store.TakeAvailable();
            Assert.True(store.TryFlush());
            var before = plant.Log.Acknowledged;
            plant.Log100(1, 2);
            plant.Log100(1, 3);
            store.TakeAvailable();
            Assert.True(store.TryFlush());
            plant.Log.Acknowledged = before;
        }
        using var again = plant.Open();
        Assert.Equal(plant.Log.Committed, again.Info.Taken);
        Assert.True(again.TryFlush());
        again.TakeAvailable();
        Assert.Equal(0, again.Info.HeadSamples);
        await plant.AssertCompleteAsync(again);
    }

    [Fact]
    public async Task A_log_that_was_made_anew_is_taken_from_its_beginning()
    {
        var plant = new StorePlant();
        using (var store = plant.Open())
        {
            plant.Log100(0, 1);
            store.TakeAvailable();
            store.TryFlush();
        }
        var fresh = new StorePlant { Files = plant.Files };
        fresh.Log100(5, 2);
        using var again = fresh.Open();
        again.TakeAvailable();
        foreach (var (tag, samples) in fresh.Expected)
        {
            foreach (var (time, sample) in samples)
                plant.Expected[tag][time] = sample;
        }
        await plant.AssertCompleteAsync(again);
    }

    private static int CallsOfACleanRun()
    {
        var plant = new StorePlant();
        Run(plant);
        return plant.Files.Calls;
    }

    private static void Run(StorePlant plant)
    {
        try
        {
            using var store = plant.Open();
            for (var round = 0; round < Rounds; round++)
            {
                plant.Log100(round, round);
                store.TakeAvailable();
                store.TryFlush();
                store.TryRunUpkeep();
            }
            plant.Clock.Advance(TimeSpan.FromDays(1));
            store.TryRunUpkeep();
        }
        catch (IOException)
        {
            // The store could not even open: nothing was taken.
        }
        for (var round = Rounds; round < Rounds + 2; round++)
            plant.Log100(round, round);
    }
}
