using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Product.Tests.Pipeline;

namespace Millwright.Product.Tests.Events;

/// <summary>The way of a connection's events through a whole flow.</summary>
public sealed class EventStageTests
{
    [Fact]
    public async Task Events_go_to_bus_conditions_and_log_and_are_counted()
    {
        await using var plant = new Plant();
        using var live = plant.Flow.Events.Subscribe(10);
        var source = await plant.RunningAsync(plant.Setup(1));
        await SayAsync(source, EventDelivery.Live, Happenings.Plain(1, connection: "somebody else"), Happenings.Alarm(2, Happenings.Standing));
        Assert.True(live.TryRead(out var first));
        Assert.Equal(("press3", "number 1"), (first!.Connection, first.Message));
        Assert.True(live.TryRead(out _));
        Assert.Equal("number 2", Assert.Single(plant.Flow.Conditions.Standing).Message);
        await Plant.UntilAsync(() => Sums(plant).Logged == 2, "both events logged");
        Assert.Equal(["number 1", "number 2"], plant.Log.Events.Select(e => e.Message));
        Assert.True(Sums(plant).IsBalanced);
        Assert.Equal(1, plant.Sums.Logged);
    }

    [Fact]
    public async Task What_stood_and_is_not_told_any_more_is_closed_and_what_is_known_is_not_recorded_again()
    {
        await using var plant = new Plant();
        var source = await plant.RunningAsync(plant.Setup(1));
        var staying = Happenings.Alarm(1, Happenings.Standing, "staying");
        await SayAsync(source, EventDelivery.Live, staying, Happenings.Alarm(2, Happenings.Standing, "going"));
        await SayAsync(source, EventDelivery.Standing, staying with { Id = Happenings.IdOf(50) }, Happenings.Alarm(3, Happenings.Standing, "coming"));
        await Plant.UntilAsync(() => Sums(plant).Logged == 4, "the news logged");
        Assert.Equal(["coming", "staying"], plant.Flow.Conditions.Standing.Select(e => e.Condition!.Id).Order());
        var end = plant.Log.Events[^1];
        Assert.Equal(("going", false, false), (end.Condition!.Id, end.Condition.IsActive, end.Condition.IsRetained));
        Assert.True(end.Quality.IsUncertain);
        Assert.Equal((5, 1, 1), (Sums(plant).Sampled, Sums(plant).Suppressed, Sums(plant).Made));
        Assert.True(Sums(plant).IsBalanced);
    }

    [Fact]
    public async Task Conditions_that_stood_when_the_program_ended_are_closed_when_the_source_tells_of_none()
    {
        await using var plant = new Plant();
        plant.Flow.SeedConditions([Happenings.Alarm(1, Happenings.Standing), Happenings.Alarm(2, Happenings.Standing, connection: "other")]);
        var source = await plant.RunningAsync(plant.Setup(1));
        await SayAsync(source, EventDelivery.Standing);
        await Plant.UntilAsync(() => plant.Log.Events.Count == 1, "the end logged");
        Assert.Equal("other", Assert.Single(plant.Flow.Conditions.Standing).Connection);
    }

    [Fact]
    public async Task A_connection_that_says_too_much_is_limited_with_counted_drops_and_named()
    {
        await using var plant = new Plant();
        var source = await plant.RunningAsync(plant.Setup(1, options: o => o.MaxEvents = 1));
        await SayAsync(source, EventDelivery.Live, [.. Enumerable.Range(0, 100).Select(i => Happenings.Plain(i))]);
        await SayAsync(source, EventDelivery.Live, Happenings.Alarm(200, Happenings.Standing));
        Assert.Equal((90, 1), (Sums(plant).Rejected, Sums(plant).Pending));
        Assert.Contains(plant.Flow.Connections.Detail("press3")!.Notes, n => n.Message.Contains("90 were dropped", StringComparison.Ordinal));
        await plant.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Sums(plant).Logged == 11, "the held condition logged");
        Assert.Single(plant.Flow.Conditions.Standing);
        Assert.True(Sums(plant).IsBalanced);
    }

    [Fact]
    public async Task Events_of_the_past_go_to_the_log_alone()
    {
        await using var plant = new Plant();
        using var live = plant.Flow.Events.Subscribe(10);
        var source = await plant.RunningAsync(plant.Setup(1));
        await SayAsync(source, EventDelivery.Past, Happenings.Alarm(1, Happenings.Standing));
        await Plant.UntilAsync(() => Sums(plant).Logged == 1, "the event logged");
        Assert.True(plant.Log.Events.Single().IsPast);
        Assert.False(live.TryRead(out _));
        Assert.Empty(plant.Flow.Conditions.Standing);
    }

    [Fact]
    public async Task A_full_disk_loses_events_within_a_gap_and_pages_still_see_them()
    {
        await using var plant = new Plant();
        using var live = plant.Flow.Events.Subscribe(10);
        var source = await plant.RunningAsync(plant.Setup(1));
        plant.Log.Refuses = new("no space left", "free the disk", GapCause.DiskFull);
        await SayAsync(source, EventDelivery.Live, Happenings.Plain(1));
        Assert.True(live.TryRead(out _));
        Assert.Equal(1, Sums(plant).Lost);
        Assert.Contains(plant.Flow.Ledger.Snapshot().Gaps, g => g is { Connection: "press3", Cause: GapCause.DiskFull, Count: 1 });
        Assert.Empty(Millwright.Flow.Ledger.LedgerCheck.Differences(plant.Flow.Ledger.Snapshot()));
    }

    [Fact]
    public async Task A_listener_that_does_not_keep_up_loses_the_oldest_counted()
    {
        await using var plant = new Plant();
        using var live = plant.Flow.Events.Subscribe(2);
        await plant.Flow.RaiseAsync([.. Enumerable.Range(0, 5).Select(i => Happenings.Plain(i))], CancellationToken.None);
        Assert.Equal(3, live.Missed);
        Assert.True(live.TryRead(out var happened));
        Assert.Equal(("", "number 3"), (happened!.Connection, happened.Message));
    }

    private static Millwright.Flow.Ledger.ConnectionLedger Sums(Plant plant) =>
        plant.Flow.Ledger.Snapshot().Events.SingleOrDefault(e => e.Connection == "press3") ?? new("press3", 0, 0, 0, 0, 0, 0, 0);

    private static Task SayAsync(FakeDriver.FakeSource source, EventDelivery delivery, params Event[] events) =>
        source.DoAsync(o => o.EventsAsync(events, delivery, CancellationToken.None));
}
