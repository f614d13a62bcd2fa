using Millwright.Flow.Sources;
using Millwright.Flow.Supervision;
using Millwright.Model;
using Millwright.Product.Tests.Pipeline;

namespace Millwright.Product.Tests.Supervision;

public sealed class SupervisionTests
{
    private static readonly SourceFault Away = new(SourceFaultKind.Unreachable, "10.0.0.1:502 does not answer", "check cable and power");

    [Fact]
    public async Task The_plant_starts_before_its_devices_and_a_device_that_returns_is_read_within_two_seconds()
    {
        await using var plant = new Plant();
        var away = true;
        plant.Driver.StartFault = () => Volatile.Read(ref away) ? new SourceException(Away) : null;
        var setup = plant.Setup(1);
        await plant.Flow.Connections.ApplyAsync([setup], CancellationToken.None);
        await plant.AdvanceUntilAsync(TimeSpan.FromMilliseconds(200), () => plant.Driver.Created > 30, "thirty attempts");
        Assert.Equal(ConnectionState.Connecting, plant.Status.State);
        Assert.Equal(Away, plant.Status.LastFault);

        Volatile.Write(ref away, false);
        var began = plant.Clock.GetTimestamp();
        await plant.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => plant.Status.State == ConnectionState.Synchronizing, "connected");
        Assert.InRange(plant.Clock.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Values_are_uncertain_until_the_first_whole_cycle_and_good_after_it()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(2);
        var source = await plant.ConnectAsync(setup);
        await source.PublishAsync(plant.Of(setup.Tags[0], 1), plant.Of(setup.Tags[1], 1));
        Assert.Equal(ConnectionState.Synchronizing, plant.Status.State);
        await source.DoAsync(o => o.CycleCompleted([setup.Tags[0].Handle]));
        await source.PublishAsync(plant.Of(setup.Tags[0], 2), plant.Of(setup.Tags[1], 2));
        Assert.Equal(ConnectionState.Synchronizing, plant.Status.State);
        await source.DoAsync(o => o.CycleCompleted([setup.Tags[1].Handle]));
        Assert.Equal(ConnectionState.Running, plant.Status.State);
        await source.PublishAsync(plant.Of(setup.Tags[0], 3), plant.Of(setup.Tags[1], 3));

        var u = Quality.UncertainInitialValue;
        Assert.Equal([u, u, Quality.Good, u, Quality.Good, Quality.Good], plant.Log.Samples.Select(s => s.Quality));
    }

    [Fact]
    public async Task What_a_source_leaves_goes_to_the_next_one_over_failed_attempts_and_is_disposed_with_the_connection()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1);
        var source = await plant.RunningAsync(setup);
        Assert.Null(source.Setup.Left);
        var session = new LeftSession();
        source.Leaves = session;
        var failures = 3;
        plant.Driver.StartFault = () => failures-- > 0 ? new SourceException(Away) : null;
        source.Fail(new SourceException(Away));
        var next = plant.Driver.StartedAsync();
        await plant.AdvanceUntilAsync(TimeSpan.FromMilliseconds(200), () => next.IsCompleted, "connected again");
        Assert.Same(session, (await next).Setup.Left);
        Assert.False(session.IsDisposed);
        await plant.Flow.Connections.ApplyAsync([], CancellationToken.None);
        Assert.True(session.IsDisposed);
    }

    private sealed class LeftSession : IAsyncDisposable
    {
        public bool IsDisposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task A_cycle_that_read_nothing_of_a_tag_does_not_make_it_good()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1);
        var source = await plant.ConnectAsync(setup);
        await source.DoAsync(o => o.CycleCompleted([setup.Tags[0].Handle]));
        await source.PublishAsync(plant.Of(setup.Tags[0], 1));
        Assert.Equal(Quality.UncertainInitialValue, plant.Log.Samples[^1].Quality);
    }

    [Fact]
    public async Task A_lost_connection_says_bad_once_of_every_tag_keeps_the_last_value_and_opens_a_gap()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(2);
        var source = await plant.RunningAsync(setup);
        await source.PublishAsync(plant.Of(setup.Tags[0], 5), plant.Of(setup.Tags[1], 6));
        plant.Driver.StartFault = () => new SourceException(Away);
        source.Fail(new SourceException(Away));
        await Plant.UntilAsync(() => plant.Status.BadTags == 2, "both tags bad");

        Assert.True(plant.Flow.Current.TryGet(setup.Tags[0].Handle, out var now));
        Assert.Equal((Quality.BadNoCommunication, TagValue.None), (now.Quality, now.Value));
        Assert.True(plant.Flow.Current.TryGetLastUsable(setup.Tags[0].Handle, out var last));
        Assert.Equal(5, last.Value.ToDouble());
        await plant.AdvanceUntilAsync(TimeSpan.FromMilliseconds(500), () => plant.Driver.Created > 10, "ten attempts");
        Assert.Equal(2, plant.Log.Samples.Count(s => s.Quality.IsBad));
        Assert.Contains(plant.Flow.Ledger.Snapshot().Gaps, g => g.Cause == GapCause.DeviceDown && g.To.IsNone);
    }

    [Fact]
    public async Task The_gap_closes_on_return_with_the_readings_that_the_schedule_called_for()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(2, t => t.Scan = TimeSpan.FromMilliseconds(500));
        var source = await plant.RunningAsync(setup);
        var away = true;
        plant.Driver.StartFault = () => Volatile.Read(ref away) ? new SourceException(Away) : null;
        source.Fail(new SourceException(Away));
        await Plant.UntilAsync(() => plant.Status.BadTags == 2, "both tags bad");
        var lostAt = plant.Clock.GetTimestamp();
        for (var i = 0; i < 100; i++)
            plant.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Volatile.Write(ref away, false);
        await plant.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => plant.Status.State == ConnectionState.Synchronizing, "back");
        source = await plant.Driver.StartedAsync();
        var expected = 2 * (long)(plant.Clock.GetElapsedTime(lostAt) / TimeSpan.FromMilliseconds(500));
        await source.PublishAsync(plant.Of(setup.Tags[0], 1));

        var gap = plant.Flow.Ledger.Snapshot().Gaps.Single();
        Assert.Equal((expected, expected), (gap.Count, plant.Sums.Missed));
        Assert.False(gap.To.IsNone);
    }

    [Fact]
    public async Task One_failing_tag_degrades_the_connection_is_named_and_comes_back_by_itself()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(3);
        var source = await plant.RunningAsync(setup);
        var bad = setup.Tags[1];
        await source.DoAsync(o => o.TagFailed(bad.Handle, Quality.BadOutOfRange, "register 40600 does not exist", "see the manual"));
        await source.PublishAsync(plant.Of(setup.Tags[0], 2), plant.Of(setup.Tags[2], 2));
        Assert.Equal((ConnectionState.Degraded, 2, 1), (plant.Status.State, plant.Status.GoodTags, plant.Status.BadTags));
        Assert.Equal(bad.Handle, plant.Flow.Connections.Detail("press3")!.TagFaults.Single().Tag);
        Assert.Equal(1, plant.Log.Samples.Count(s => s.Tag == bad.Handle && s.Quality == Quality.BadOutOfRange));

        await source.DoAsync(o => o.TagRecovered(bad.Handle));
        await source.PublishAsync(plant.Of(bad, 3));
        await source.PublishAsync(plant.Of(bad, 4));
        Assert.Equal(ConnectionState.Running, plant.Status.State);
        Assert.Equal([Quality.UncertainInitialValue, Quality.Good],
            plant.Log.Samples.Where(s => s.Tag == bad.Handle).TakeLast(2).Select(s => s.Quality));
    }

    [Fact]
    public async Task A_tag_that_fails_from_the_start_does_not_keep_the_others_synchronizing()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(2);
        var source = await plant.ConnectAsync(setup);
        await source.PublishAsync(plant.Of(setup.Tags[0], 1));
        await source.DoAsync(o => o.TagFailed(setup.Tags[1].Handle, Quality.BadOutOfRange, "no such register", "remove it"));
        await source.DoAsync(o => o.CycleCompleted([setup.Tags[0].Handle]));
        Assert.Equal(ConnectionState.Degraded, plant.Status.State);
    }

    [Fact]
    public async Task What_an_abandoned_session_says_is_not_heard()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1);
        var old = await plant.RunningAsync(setup);
        old.Fail(new SourceException(Away));
        await plant.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => plant.Driver.Created == 2, "connected again");
        var fresh = await plant.Driver.StartedAsync();
        old.Output!.CycleCompleted([setup.Tags[0].Handle]);
        await fresh.PublishAsync(plant.Of(setup.Tags[0], 1));
        old.Output.CycleCompleted([setup.Tags[0].Handle]);
        await fresh.PublishAsync(plant.Of(setup.Tags[0], 2));
        Assert.Equal(Quality.UncertainInitialValue, plant.Log.Samples[^1].Quality);
    }

    [Fact]
    public async Task A_bug_in_a_driver_restarts_its_connection_and_nothing_else()
    {
        await using var plant = new Plant();
        var source = await plant.RunningAsync(plant.Setup(1));
        source.Fail(new InvalidOperationException("index out of all range"));
        await plant.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => plant.Driver.Created == 2, "started anew");
        Assert.Contains(plant.Flow.Connections.Detail("press3")!.Notes, n => n.Message.Contains("index out of all range", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_configuration_fault_is_not_tried_again_until_the_configuration_changes()
    {
        await using var plant = new Plant();
        var fault = new SourceFault(SourceFaultKind.Configuration, "unit 9 does not exist", "write unit: 1");
        plant.Driver.StartFault = () => new SourceException(fault);
        var setup = plant.Setup(1);
        await plant.Flow.Connections.ApplyAsync([setup], CancellationToken.None);
        await Plant.UntilAsync(() => plant.Status.State == ConnectionState.Faulted, "faulted");
        for (var i = 0; i < 100; i++)
            plant.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, plant.Driver.Created);
        await Plant.UntilAsync(() => plant.Status.BadTags == 1, "its tag bad");
        Assert.True(plant.Flow.Current.TryGet(setup.Tags[0].Handle, out var sample));
        Assert.Equal(Quality.BadConfigurationError, sample.Quality);

        plant.Driver.StartFault = () => null;
        await plant.ConnectAsync(plant.Setup(1, driverOptions: "unit 1"));
        Assert.Equal(ConnectionState.Synchronizing, plant.Status.State);
    }

    [Fact]
    public async Task A_reload_touches_only_what_changed()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(2);
        var source = await plant.RunningAsync(setup);
        Assert.Empty(await plant.Flow.Connections.ApplyAsync([plant.Setup(2)], CancellationToken.None));
        var turned = plant.Setup(2);
        Assert.Empty(await plant.Flow.Connections.ApplyAsync([turned with { Tags = [.. turned.Tags.Reverse()] }], CancellationToken.None));
        Assert.Equal(["press3: tags changed"], await plant.Flow.Connections.ApplyAsync([plant.Setup(2, t => t.Scale = 10)], CancellationToken.None));
        await source.PublishAsync(plant.Of(setup.Tags[0], 5));
        Assert.Equal((50, Quality.Good), (plant.Log.Samples[^1].Value.ToDouble(), plant.Log.Samples[^1].Quality));

        Assert.Equal(["press3: tags changed"], await plant.Flow.Connections.ApplyAsync([plant.Setup(3)], CancellationToken.None));
        Assert.Equal((3, 1), (source.Tags.Count, plant.Driver.Created));
        Assert.Equal(["press3: restarted"], await plant.Flow.Connections.ApplyAsync([plant.Setup(3, driverOptions: "elsewhere")], CancellationToken.None));
        Assert.Equal(["press3: removed"], await plant.Flow.Connections.ApplyAsync([], CancellationToken.None));
        Assert.Equal(Quality.BadOutOfService, plant.Log.Samples[^1].Quality);
    }

    [Fact]
    public async Task A_driver_that_cannot_take_other_tags_is_started_anew_for_them()
    {
        await using var plant = new Plant();
        plant.Driver.AcceptsUpdates = false;
        await plant.RunningAsync(plant.Setup(1));
        Assert.Equal(["press3: restarted"], await plant.Flow.Connections.ApplyAsync([plant.Setup(2)], CancellationToken.None));
    }

    [Fact]
    public async Task A_connection_that_is_switched_off_is_never_opened()
    {
        await using var plant = new Plant();
        await plant.Flow.Connections.ApplyAsync([plant.Setup(1, options: o => o.Enabled = false)], CancellationToken.None);
        Assert.Equal((ConnectionState.Disabled, 0), (plant.Status.State, plant.Driver.Created));
        Assert.Equal(Quality.BadOutOfService, plant.Log.Samples.Single().Quality);
    }

    [Fact]
    public async Task Missed_readings_close_together_are_one_gap()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(2);
        var source = await plant.RunningAsync(setup);
        for (var i = 0; i < 5; i++)
            await source.DoAsync(o => o.Missed([setup.Tags[0].Handle, setup.Tags[1].Handle], 3, GapCause.TooSlow));
        var gap = plant.Flow.Ledger.Snapshot().Gaps.Single();
        Assert.Equal((30, GapCause.TooSlow, true), (gap.Count, gap.Cause, gap.To.IsNone));
        await plant.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => !plant.Flow.Ledger.Snapshot().Gaps.Single().To.IsNone, "closed");
        Assert.Equal(30, plant.Sums.Missed);
    }

    [Fact]
    public async Task Control_reaches_the_source_while_it_is_connected_and_converts_both_ways()
    {
        await using var plant = new Plant();
        var setup = plant.Setup(1, t => (t.Scale, t.Offset) = (0.1, 5));
        Assert.Null(plant.Flow.Writers.SourceOf(setup.Tags[0].Handle));
        await plant.RunningAsync(setup);
        var source = Assert.IsAssignableFrom<ISource>(plant.Flow.Writers.SourceOf(setup.Tags[0].Handle));
        using var read = await source.ReadAsync([setup.Tags[0].Handle], default);
        var quality = read[0].Quality;
        Assert.Equal(5.7, plant.Flow.Writers.ToEngineering(setup.Tags[0].Handle, read[0].Value, ref quality).ToDouble(), 9);
        Assert.Equal(200, plant.Flow.Writers.ToRaw(setup.Tags[0].Handle, TagValue.Of(25.0)).ToDouble(), 9);
    }
}
