using Millwright.Flow.Bus;
using Millwright.Flow.Ledger;
using Millwright.Flow.Options;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Product.Tests.Pipeline;

public sealed class PipelineTests
{
    [Fact]
    public async Task A_sample_goes_from_the_source_to_current_values_bus_and_log()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1, o => (o.Scale, o.Unit) = (0.1, "°C"));
        using var live = plant.Flow.Bus.Subscribe("page", new(Delivery.Conflating, null, 100));
        var source = await plant.RunningAsync(setup);
        await source.PublishAsync(plant.Of(setup.Tags[0], 215));

        Assert.True(plant.Flow.Current.TryGet(setup.Tags[0].Handle, out var sample));
        Assert.Equal((21.5, Quality.Good), (sample.Value.ToDouble(), sample.Quality));
        Assert.True(plant.Flow.Current.TryGetRaw(setup.Tags[0].Handle, out var raw));
        Assert.Equal(215, raw.Value.ToDouble());
        Assert.True(live.TryRead(out var batch));
        using (batch)
            Assert.Equal(21.5, batch!.Value(0).ToDouble());
        Assert.Equal(21.5, plant.Log.Samples[^1].Value.ToDouble());
        await Plant.UntilAsync(() => plant.Sums.Logged == 2, "both samples logged");
        Assert.True(plant.Sums.IsBalanced);
    }

    [Fact]
    public async Task A_sample_of_the_past_goes_to_the_log_alone_and_touches_no_state_of_its_tag()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(2, o => (o.Scale, o.Counter) = (0.5, o.Description == "count"));
        var counting = new TagOptions { Counter = true };
        setup = setup with { Tags = [setup.Tags[0], setup.Tags[1] with { Options = counting }] };
        var source = await plant.RunningAsync(setup);
        await source.PublishAsync(plant.Of(setup.Tags[0], 10), plant.Of(setup.Tags[1], 100));
        await source.PublishAsync(plant.Of(setup.Tags[0], 12), plant.Of(setup.Tags[1], 110));
        var before = plant.Log.Samples.Count;
        var past = plant.Now - TimeSpan.FromHours(1);
        await source.DoAsync(o =>
        {
            var batch = SampleBatch.Rent(3);
            batch.Add(setup.Tags[0].Handle, past, TagValue.Of(4.0), Quality.Good);
            batch.Add(setup.Tags[1].Handle, past, TagValue.Of(50.0), Quality.Good);
            batch.Add(new TagHandle(77), past, TagValue.Of(1.0), Quality.Good);
            return o.FillAsync(batch, CancellationToken.None);
        });
        await Plant.UntilAsync(() => plant.Log.Samples.Count == before + 1, "the past sample logged");

        var filled = plant.Log.Samples[^1];
        Assert.Equal((setup.Tags[0].Handle, past, 2.0, Quality.Good), (filled.Tag, filled.SourceTime, filled.Value.ToDouble(), filled.Quality));
        Assert.True(plant.Flow.Current.TryGet(setup.Tags[0].Handle, out var current));
        Assert.Equal(6.0, current.Value.ToDouble());
        // Had the counter seen the 50, the next count would begin anew from it.
        await source.PublishAsync(plant.Of(setup.Tags[1], 111));
        Assert.True(plant.Flow.Current.TryGet(setup.Tags[1].Handle, out var total));
        Assert.Equal(111, total.Value.ToDouble());
        var sums = plant.Sums;
        Assert.Equal(sums.Sampled, sums.Logged + sums.Suppressed + sums.Rejected + sums.Lost + sums.Pending);
        Assert.Equal(2, sums.Rejected);
    }

    [Fact]
    public async Task A_full_disk_loses_history_within_a_gap_and_the_plant_still_sees_its_values()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(2);
        var source = await plant.RunningAsync(setup);
        plant.Log.Refuses = new("the disk is full", "free space", GapCause.DiskFull);
        for (var i = 1; i <= 5; i++)
            await source.PublishAsync(plant.Of(setup.Tags[0], i), plant.Of(setup.Tags[1], i));

        Assert.True(plant.Flow.Current.TryGet(setup.Tags[1].Handle, out var sample));
        Assert.Equal(5, sample.Value.ToDouble());
        Assert.Equal(10, plant.Sums.Lost);
        var gap = plant.Flow.Ledger.Snapshot().Gaps.Single(g => g.Cause == GapCause.DiskFull);
        Assert.Equal((10, true), (gap.Count, gap.To.IsNone));

        plant.Log.Refuses = null;
        await source.PublishAsync(plant.Of(setup.Tags[0], 6));
        await Plant.UntilAsync(() => plant.Sums.Pending == 0, "the sample after the gap committed");
        Assert.False(plant.Flow.Ledger.Snapshot().Gaps.Single(g => g.Cause == GapCause.DiskFull).To.IsNone);
        Assert.Empty(LedgerCheck.Differences(plant.Flow.Ledger.Snapshot()));
    }

    [Fact]
    public async Task A_log_that_waits_holds_the_source_back_and_loses_nothing()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1);
        var source = await plant.RunningAsync(setup);
        plant.Log.Block();
        var publishing = source.PublishAsync(plant.Of(setup.Tags[0], 1));
        await Plant.UntilAsync(() => plant.Sums.Pending == 1, "the sample under way");
        Assert.False(publishing.IsCompleted);
        Assert.True(plant.Sums.IsBalanced);

        plant.Log.Unblock();
        await publishing;
        await Plant.UntilAsync(() => plant.Sums.Pending == 0, "the sample committed");
        Assert.Equal((2, 0), (plant.Sums.Logged, plant.Sums.Lost));
    }

    [Fact]
    public async Task A_batch_whose_commit_fails_is_lost_although_later_ones_are_committed()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1);
        var source = await plant.RunningAsync(setup);
        await Plant.UntilAsync(() => plant.Sums.Pending == 0, "the first sample committed");
        plant.Log.AutoCommit = false;
        await source.PublishAsync(plant.Of(setup.Tags[0], 1));
        await source.PublishAsync(plant.Of(setup.Tags[0], 2));
        await source.PublishAsync(plant.Of(setup.Tags[0], 3));
        Assert.Equal(3, plant.Sums.Pending);
        plant.Log.Spoil(3, GapCause.DiskFull);
        plant.Log.Commit();
        await Plant.UntilAsync(() => plant.Sums.Pending == 0, "all settled");

        Assert.Equal((3, 1), (plant.Sums.Logged, plant.Sums.Lost));
        Assert.Equal([0.0, 1.0, 3.0], plant.Log.Samples.Select(s => s.Value.ToDouble()));
    }

    [Fact]
    public async Task Samples_that_wait_for_the_log_when_the_plant_stops_are_counted_lost()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1);
        var source = await plant.RunningAsync(setup);
        plant.Log.Block();
        using var stop = new CancellationTokenSource();
        var publishing = source.DoAsync(o =>
        {
            var batch = SampleBatch.Rent(1);
            batch.Add(plant.Of(setup.Tags[0], 1));
            return o.PublishAsync(batch, stop.Token);
        });
        await Plant.UntilAsync(() => plant.Sums.Pending == 1, "the sample under way");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);
        Assert.Equal((1, 0), (plant.Sums.Lost, plant.Sums.Pending));
        Assert.Contains(plant.Flow.Ledger.Snapshot().Gaps, g => g is { Cause: GapCause.Restart, Count: 1 });
    }

    [Fact]
    public async Task Deadband_and_strangers_are_counted_and_the_sums_balance()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1, o => o.Deadband = new(0.5));
        var source = await plant.RunningAsync(setup);
        await source.PublishAsync(plant.Of(setup.Tags[0], 0), plant.Of(setup.Tags[0], 0.4), plant.Of(setup.Tags[0], 3),
            new(new TagHandle(77), plant.Now, TagValue.Of(1.0), Quality.Good));
        await Plant.UntilAsync(() => plant.Sums.Pending == 0, "all settled");

        var sums = plant.Sums;
        Assert.Equal((5, 1, 1, 3), (sums.Sampled, sums.Suppressed, sums.Rejected, sums.Logged));
        Assert.True(plant.Flow.Current.TryGet(setup.Tags[0].Handle, out _));
    }

    [Fact]
    public async Task A_tag_without_a_reading_for_too_long_is_uncertain_and_keeps_its_value()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1, o => o.StaleAfter = TimeSpan.FromSeconds(5));
        var source = await plant.RunningAsync(setup);
        await source.PublishAsync(plant.Of(setup.Tags[0], 42));
        await plant.AdvanceUntilAsync(TimeSpan.FromSeconds(1),
            () => plant.Flow.Current.TryGet(setup.Tags[0].Handle, out var s) && s.Quality == Quality.UncertainNoCommunicationLastUsableValue, "stale");
        Assert.Equal(42, plant.Log.Samples[^1].Value.ToDouble());
        var made = plant.Sums.Made;
        plant.Clock.Advance(TimeSpan.FromSeconds(20));
        await source.PublishAsync(plant.Of(setup.Tags[0], 42));
        Assert.True(plant.Flow.Current.TryGet(setup.Tags[0].Handle, out var again));
        Assert.Equal(Quality.Good, again.Quality);
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task A_stopped_plant_says_bad_of_its_tags_and_stores_its_ledger()
    {
        var plant = new Plant();
        var setup = plant.Setup(2);
        await plant.RunningAsync(setup);
        await plant.DisposeAsync();
        Assert.Equal([Quality.BadShutdown, Quality.BadShutdown], plant.Log.Samples.TakeLast(2).Select(s => s.Quality));
        Assert.True(plant.Files.Exists("/plant/ledger"));
    }

    [Fact]
    public async Task A_log_that_never_answers_does_not_keep_the_plant_from_stopping()
    {
        var plant = new Plant();
        var setup = plant.Setup(1);
        await plant.RunningAsync(setup);
        plant.Log.Block();
        var stopping = plant.Flow.StopAsync(CancellationToken.None);
        await plant.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => stopping.IsCompleted, "stopped");
        Assert.Empty(LedgerCheck.Differences(plant.Flow.Ledger.Snapshot()));
        Assert.Equal(1, plant.Sums.Lost);
        await plant.DisposeAsync();
    }

    [Fact]
    public async Task A_full_disk_under_the_ledger_does_not_stop_the_plant()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1);
        plant.Files.IsFull = true;
        var source = await plant.RunningAsync(setup);
        plant.Clock.Advance(TimeSpan.FromSeconds(12));
        await source.PublishAsync(plant.Of(setup.Tags[0], 1));
        Assert.Equal(1, plant.Log.Samples[^1].Value.ToDouble());
        plant.Files.IsFull = false;
        await plant.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => plant.Files.Exists("/plant/ledger"), "the ledger stored");
    }
}
