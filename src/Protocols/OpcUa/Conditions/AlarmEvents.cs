using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Conditions;

/// <summary>Makes the event that tells where an alarm stands, with the fields of AlarmConditionType (OPC 10000-9, 5.5.2, 5.7.2, 5.8.2).</summary>
public static class AlarmEvents
{
    private const uint ProcessConditionClass = 11164;
    private const uint UnshelvedState = 2930;
    private const uint TimedShelvedState = 2932;
    private const uint OneShotShelvedState = 2933;

    /// <summary>The alarm's newest event.</summary>
    public static UaEvent Of(AlarmDescription alarm, AlarmState state)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        ArgumentNullException.ThrowIfNull(state);
        return new UaEvent
        {
            EventId = state.EventIds.IsEmpty ? [] : state.EventIds[^1],
            EventType = alarm.EventType,
            SourceNode = alarm.SourceNode,
            SourceName = alarm.SourceName,
            Time = state.Time,
            Message = state.Message,
            Severity = state.Severity,
            ConditionId = alarm.ConditionId,
            Fields = Fields(alarm, state),
        };
    }

    private static Dictionary<string, Variant> Fields(AlarmDescription alarm, AlarmState state)
    {
        var (shelving, shelvingId) = state.Shelving switch
        {
            ShelvingState.Timed => ("TimedShelved", TimedShelvedState),
            ShelvingState.OneShot => ("OneShotShelved", OneShotShelvedState),
            _ => ("Unshelved", UnshelvedState),
        };
        var fields = new Dictionary<string, Variant>
        {
            ["ConditionClassId"] = new(new NodeId(ProcessConditionClass)),
            ["ConditionClassName"] = new(new LocalizedText("ProcessConditionClassType")),
            ["ConditionName"] = new(alarm.Name),
            ["BranchId"] = new(NodeId.Null),
            ["Retain"] = new(state.Retain),
            ["Quality"] = new((StatusCode)StatusCodes.Good),
            ["LastSeverity"] = new(state.LastSeverity),
            ["Comment"] = new(state.Comment),
            ["Comment/SourceTimestamp"] = new(state.CommentTime),
            ["ClientUserId"] = new(state.ClientUserId),
            ["InputNode"] = new(alarm.InputNode),
            ["SuppressedOrShelved"] = new(state.Shelving != ShelvingState.Unshelved),
            ["ShelvingState/CurrentState"] = new(new LocalizedText(shelving)),
            ["ShelvingState/CurrentState/Id"] = new(new NodeId(shelvingId)),
            ["ShelvingState/UnshelveTime"] = new(state.Shelving == ShelvingState.Timed ? (double)(state.ShelvedUntil.Ticks - state.Time.Ticks) / TimeSpan.TicksPerMillisecond : 0.0),
            ["MaxTimeShelved"] = new(alarm.MaxTimeShelved.TotalMilliseconds),
        };
        AddState(fields, "EnabledState", state.IsEnabled, "Enabled", "Disabled", state.EnabledTime);
        AddState(fields, "ActiveState", state.IsActive, "Active", "Inactive", state.ActiveTime);
        AddState(fields, "AckedState", state.IsAcknowledged, "Acknowledged", "Unacknowledged", state.AcknowledgedTime);
        if (alarm.NeedsConfirmation)
            AddState(fields, "ConfirmedState", state.IsConfirmed, "Confirmed", "Unconfirmed", default);
        return fields;
    }

    private static void AddState(Dictionary<string, Variant> fields, string name, bool isTrue, string whenTrue, string whenFalse, UaDateTime since)
    {
        fields[name] = new Variant(new LocalizedText(isTrue ? whenTrue : whenFalse));
        fields[name + "/Id"] = new Variant(isTrue);
        if (since.HasValue)
            fields[name + "/TransitionTime"] = new Variant(since);
    }
}
