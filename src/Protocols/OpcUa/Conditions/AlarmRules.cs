using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Conditions;

/// <summary>
/// The state machine of an alarm (OPC 10000-9, 5.5 enabling, 5.7 acknowledging and confirming, 5.8 activity and shelving), as functions from a state to the
/// next one. Times are the caller's.
/// </summary>
public static class AlarmRules
{
    /// <summary>The process says that the alarm is active: a new one must be acknowledged, a change of severity or message is told.</summary>
    /// <param name="state">Where the alarm stands.</param>
    /// <param name="severity">1 to 1,000.</param>
    /// <param name="message">What happened, for people.</param>
    /// <param name="needsConfirmation">Whether somebody must confirm it after it was acknowledged.</param>
    /// <param name="now">The time it happened.</param>
    public static AlarmStep Activate(AlarmState state, ushort severity, LocalizedText message, bool needsConfirmation, UaDateTime now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.IsActive && state.Severity == severity && state.Message == message)
            return AlarmStep.Nothing(state);
        var next = state with { IsActive = true, Severity = severity, LastSeverity = state.Severity, Message = message };
        if (!state.IsActive)
            next = next with { ActiveTime = now, IsAcknowledged = false, AcknowledgedTime = now, IsConfirmed = !needsConfirmation };
        return Told(next, now);
    }

    /// <summary>The process says that the alarm is over. A one-shot shelving ends with it.</summary>
    public static AlarmStep Clear(AlarmState state, LocalizedText message, UaDateTime now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.IsActive)
            return AlarmStep.Nothing(state);
        var shelving = state.Shelving == ShelvingState.OneShot ? ShelvingState.Unshelved : state.Shelving;
        return Told(state with { IsActive = false, ActiveTime = now, Message = message, Shelving = shelving }, now);
    }

    /// <summary>An operator has seen the alarm.</summary>
    public static AlarmStep Acknowledge(AlarmState state, byte[]? eventId, LocalizedText comment, string user, UaDateTime now)
    {
        var refusal = Check(state, eventId);
        if (refusal.IsBad)
            return AlarmStep.Refused(state, refusal);
        return state.IsAcknowledged
            ? AlarmStep.Refused(state, StatusCodes.BadConditionBranchAlreadyAcked)
            : Told(Commented(state, comment, user, now) with { IsAcknowledged = true, AcknowledgedTime = now }, now);
    }

    /// <summary>An operator says that the cause was dealt with; only after the alarm was acknowledged.</summary>
    public static AlarmStep Confirm(AlarmState state, byte[]? eventId, LocalizedText comment, string user, UaDateTime now)
    {
        var refusal = Check(state, eventId);
        if (refusal.IsBad)
            return AlarmStep.Refused(state, refusal);
        if (state.IsConfirmed)
            return AlarmStep.Refused(state, StatusCodes.BadConditionBranchAlreadyConfirmed);
        return state.IsAcknowledged
            ? Told(Commented(state, comment, user, now) with { IsConfirmed = true }, now)
            : AlarmStep.Refused(state, StatusCodes.BadInvalidState);
    }

    /// <summary>An operator says something about the alarm.</summary>
    public static AlarmStep AddComment(AlarmState state, byte[]? eventId, LocalizedText comment, string user, UaDateTime now)
    {
        var refusal = Check(state, eventId);
        return refusal.IsBad ? AlarmStep.Refused(state, refusal) : Told(Commented(state, comment, user, now), now);
    }

    /// <summary>The alarm counts again.</summary>
    public static AlarmStep Enable(AlarmState state, UaDateTime now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.IsEnabled
            ? AlarmStep.Refused(state, StatusCodes.BadConditionAlreadyEnabled)
            : Told(state with { IsEnabled = true, EnabledTime = now }, now);
    }

    /// <summary>The alarm counts no more; that is the last event of it before it is enabled again.</summary>
    public static AlarmStep Disable(AlarmState state, UaDateTime now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.IsEnabled
            ? Told(state with { IsEnabled = false, EnabledTime = now }, now, isLast: true)
            : AlarmStep.Refused(state, StatusCodes.BadConditionAlreadyDisabled);
    }

    /// <summary>An operator puts the alarm aside for a time.</summary>
    /// <param name="state">Where the alarm stands.</param>
    /// <param name="time">How long.</param>
    /// <param name="longest">The longest that is allowed.</param>
    /// <param name="user">Who.</param>
    /// <param name="now">The time.</param>
    public static AlarmStep ShelveFor(AlarmState state, TimeSpan time, TimeSpan longest, string user, UaDateTime now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.IsEnabled)
            return AlarmStep.Refused(state, StatusCodes.BadConditionDisabled);
        if (state.Shelving == ShelvingState.Timed)
            return AlarmStep.Refused(state, StatusCodes.BadConditionAlreadyShelved);
        if (time <= TimeSpan.Zero || time > longest)
            return AlarmStep.Refused(state, StatusCodes.BadShelvingTimeOutOfRange);
        return Told(state with { Shelving = ShelvingState.Timed, ShelvedUntil = new UaDateTime(now.Ticks + time.Ticks), ClientUserId = user }, now);
    }

    /// <summary>An operator puts the alarm aside until it is over.</summary>
    public static AlarmStep ShelveOnce(AlarmState state, string user, UaDateTime now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.IsEnabled)
            return AlarmStep.Refused(state, StatusCodes.BadConditionDisabled);
        return state.Shelving == ShelvingState.OneShot
            ? AlarmStep.Refused(state, StatusCodes.BadConditionAlreadyShelved)
            : Told(state with { Shelving = ShelvingState.OneShot, ClientUserId = user }, now);
    }

    /// <summary>An operator takes the alarm back.</summary>
    public static AlarmStep Unshelve(AlarmState state, string user, UaDateTime now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Shelving == ShelvingState.Unshelved
            ? AlarmStep.Refused(state, StatusCodes.BadConditionNotShelved)
            : Told(state with { Shelving = ShelvingState.Unshelved, ClientUserId = user }, now);
    }

    /// <summary>Time passes: a timed shelving may be over.</summary>
    public static AlarmStep Elapse(AlarmState state, UaDateTime now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Shelving == ShelvingState.Timed && now.Ticks >= state.ShelvedUntil.Ticks
            ? Told(state with { Shelving = ShelvingState.Unshelved }, now)
            : AlarmStep.Nothing(state);
    }

    private static StatusCode Check(AlarmState state, byte[]? eventId)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.IsEnabled)
            return StatusCodes.BadConditionDisabled;
        return eventId is null || !state.Knows(eventId) ? StatusCodes.BadEventIdUnknown : StatusCodes.Good;
    }

    // An empty text leaves the comment as it was (OPC 10000-9, 5.5.6).
    private static AlarmState Commented(AlarmState state, LocalizedText comment, string user, UaDateTime now) =>
        (string.IsNullOrEmpty(comment.Text) ? state : state with { Comment = comment, CommentTime = now }) with { ClientUserId = user };

    private static AlarmStep Told(AlarmState next, UaDateTime now, bool isLast = false)
    {
        // A disabled alarm goes on being watched and says nothing.
        if (!next.IsEnabled && !isLast)
            return AlarmStep.Nothing(next);
        var ids = next.EventIds.Length < AlarmState.MaxEventIds ? next.EventIds : next.EventIds.RemoveAt(0);
        return new AlarmStep(next with { Time = now, EventIds = ids.Add(Guid.NewGuid().ToByteArray()) }, StatusCodes.Good, true);
    }
}
