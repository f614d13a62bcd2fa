using Millwright.OpcUa.Conditions;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Conditions;

/// <summary>The alarm's state machine, step by step.</summary>
public class AlarmRulesTests
{
    private static readonly LocalizedText Hot = new("too hot");
    private static readonly LocalizedText Seen = new("seen");
    private static readonly UaDateTime Noon = new(130_000_000_000_000_000);

    private static AlarmState Active => AlarmRules.Activate(new AlarmState(), 700, Hot, needsConfirmation: true, Noon).State;

    [Fact]
    public void An_alarm_that_becomes_active_must_be_acknowledged_and_is_told_once()
    {
        var first = AlarmRules.Activate(new AlarmState(), 700, Hot, needsConfirmation: true, Noon);
        Assert.True(first is { IsNews: true, State: { IsActive: true, IsAcknowledged: false, IsConfirmed: false, Retain: true, Severity: 700 } });
        Assert.Equal(Noon, first.State.ActiveTime);
        Assert.False(AlarmRules.Activate(first.State, 700, Hot, true, Noon).IsNews);
        var worse = AlarmRules.Activate(first.State, 900, Hot, true, Noon);
        Assert.True(worse is { IsNews: true, State: { Severity: 900, LastSeverity: 700 } });
        Assert.Equal(2, worse.State.EventIds.Length);
    }

    [Fact]
    public void It_is_retained_until_it_is_over_acknowledged_and_confirmed()
    {
        var state = AlarmRules.Clear(Active, Hot, Noon).State;
        Assert.True(state is { IsActive: false, Retain: true });
        Assert.False(AlarmRules.Clear(state, Hot, Noon).IsNews);
        state = AlarmRules.Acknowledge(state, state.EventIds[0], Seen, "ada", Noon).State;
        Assert.True(state is { IsAcknowledged: true, Retain: true, ClientUserId: "ada" });
        Assert.Equal(Seen, state.Comment);
        state = AlarmRules.Confirm(state, state.EventIds[^1], default, "bob", Noon).State;
        Assert.True(state is { IsConfirmed: true, Retain: false, ClientUserId: "bob" });
        Assert.Equal(Seen, state.Comment);
    }

    [Fact]
    public void What_cannot_be_is_refused_and_changes_nothing()
    {
        var quiet = new AlarmState();
        var acked = AlarmRules.Acknowledge(Active, Active.EventIds[0], Seen, "ada", Noon);
        Assert.Equal<StatusCode>(StatusCodes.BadEventIdUnknown, acked.Status);
        var active = Active;
        var id = active.EventIds[0];
        var disabled = AlarmRules.Disable(active, Noon).State;
        var done = AlarmRules.Acknowledge(active, id, Seen, "ada", Noon).State;
        (AlarmStep Step, StatusCodes Expected)[] refusals =
        [
            (AlarmRules.Acknowledge(active, [1, 2], Seen, "ada", Noon), StatusCodes.BadEventIdUnknown),
            (AlarmRules.Acknowledge(active, null, Seen, "ada", Noon), StatusCodes.BadEventIdUnknown),
            (AlarmRules.Acknowledge(done, id, Seen, "ada", Noon), StatusCodes.BadConditionBranchAlreadyAcked),
            (AlarmRules.Acknowledge(disabled, id, Seen, "ada", Noon), StatusCodes.BadConditionDisabled),
            (AlarmRules.Confirm(active, id, Seen, "ada", Noon), StatusCodes.BadInvalidState),
            (AlarmRules.Confirm(AlarmRules.Confirm(done, id, Seen, "ada", Noon).State, id, Seen, "ada", Noon), StatusCodes.BadConditionBranchAlreadyConfirmed),
            (AlarmRules.AddComment(active, [9], Seen, "ada", Noon), StatusCodes.BadEventIdUnknown),
            (AlarmRules.Enable(quiet, Noon), StatusCodes.BadConditionAlreadyEnabled),
            (AlarmRules.Disable(disabled, Noon), StatusCodes.BadConditionAlreadyDisabled),
            (AlarmRules.Unshelve(quiet, "ada", Noon), StatusCodes.BadConditionNotShelved),
            (AlarmRules.ShelveFor(quiet, TimeSpan.Zero, TimeSpan.FromHours(1), "ada", Noon), StatusCodes.BadShelvingTimeOutOfRange),
            (AlarmRules.ShelveFor(quiet, TimeSpan.FromHours(2), TimeSpan.FromHours(1), "ada", Noon), StatusCodes.BadShelvingTimeOutOfRange),
            (AlarmRules.ShelveOnce(AlarmRules.ShelveOnce(quiet, "ada", Noon).State, "ada", Noon), StatusCodes.BadConditionAlreadyShelved),
            (AlarmRules.ShelveFor(disabled, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), "ada", Noon), StatusCodes.BadConditionDisabled),
        ];
        foreach (var (step, expected) in refusals)
        {
            Assert.Equal<StatusCode>(expected, step.Status);
            Assert.False(step.IsNews);
        }
    }

    [Fact]
    public void A_disabled_alarm_says_so_and_then_nothing_though_it_goes_on()
    {
        var off = AlarmRules.Disable(new AlarmState(), Noon);
        Assert.True(off.IsNews);
        var active = AlarmRules.Activate(off.State, 500, Hot, false, Noon);
        Assert.True(active is { IsNews: false, State: { IsActive: true, Retain: false } });
        Assert.True(AlarmRules.Enable(active.State, Noon) is { IsNews: true, State.Retain: true });
    }

    [Fact]
    public void A_timed_shelving_ends_with_its_time_and_a_one_shot_with_the_alarm()
    {
        var timed = AlarmRules.ShelveFor(Active, TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), "ada", Noon).State;
        Assert.Equal(ShelvingState.Timed, timed.Shelving);
        Assert.False(AlarmRules.Elapse(timed, new UaDateTime(Noon.Ticks + TimeSpan.FromMinutes(4).Ticks)).IsNews);
        Assert.True(AlarmRules.Elapse(timed, new UaDateTime(Noon.Ticks + TimeSpan.FromMinutes(5).Ticks)) is { IsNews: true, State.Shelving: ShelvingState.Unshelved });
        var once = AlarmRules.ShelveOnce(timed, "ada", Noon).State;
        Assert.False(AlarmRules.Elapse(once, new UaDateTime(Noon.Ticks + TimeSpan.FromDays(5).Ticks)).IsNews);
        Assert.Equal(ShelvingState.Unshelved, AlarmRules.Clear(once, Hot, Noon).State.Shelving);
        Assert.Equal(ShelvingState.Timed, AlarmRules.Clear(timed, Hot, Noon).State.Shelving);
    }

    [Fact]
    public void Only_the_newest_event_ids_are_remembered()
    {
        var state = Active;
        var first = state.EventIds[0];
        for (ushort severity = 1; severity < 100; severity++)
            state = AlarmRules.Activate(state, severity, Hot, true, Noon).State;
        Assert.Equal(AlarmState.MaxEventIds, state.EventIds.Length);
        Assert.False(state.Knows(first));
        Assert.True(state.Knows(state.EventIds[^1].ToArray()));
    }
}
