using System.Collections.Frozen;
using Millwright.Model;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Publish.OpcUa;

/// <summary>From an event to one of OPC UA; pure. A condition has the fields of AlarmConditionType (OPC 10000-9, 5.5 to 5.8), whatever brought it.</summary>
internal static class EventMapping
{
    private const uint BaseEventType = 2041;
    private const uint AlarmConditionType = 2915;
    private const uint ProcessConditionClassType = 11164;
    private const uint Unshelved = 2930;
    private const uint OneShotShelved = 2933;

    /// <summary>The types of the standard that an event can be of here; others are their base type.</summary>
    private static readonly FrozenDictionary<string, uint> Types = new Dictionary<string, uint>
    {
        ["BaseEventType"] = BaseEventType,
        ["SystemEventType"] = 2130,
        ["DeviceFailureEventType"] = 2131,
        ["ConditionType"] = 2782,
        ["AcknowledgeableConditionType"] = 2881,
        ["AlarmConditionType"] = AlarmConditionType,
        ["LimitAlarmType"] = 2955,
        ["ExclusiveLimitAlarmType"] = 9341,
        ["ExclusiveLevelAlarmType"] = 9482,
        ["ExclusiveDeviationAlarmType"] = 9764,
        ["ExclusiveRateOfChangeAlarmType"] = 9623,
        ["NonExclusiveLimitAlarmType"] = 9906,
        ["NonExclusiveLevelAlarmType"] = 10060,
        ["NonExclusiveDeviationAlarmType"] = 10368,
        ["NonExclusiveRateOfChangeAlarmType"] = 10214,
        ["DiscreteAlarmType"] = 10523,
        ["OffNormalAlarmType"] = 10637,
        ["SystemOffNormalAlarmType"] = 11753,
        ["TripAlarmType"] = 10751,
        ["InstrumentDiagnosticAlarmType"] = 18347,
        ["SystemDiagnosticAlarmType"] = 18496,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The event for clients.</summary>
    /// <param name="happened">What happened.</param>
    /// <param name="source">The node it happened at.</param>
    /// <param name="ns">The namespace of the plant's nodes.</param>
    public static UaEvent Map(Event happened, NodeId source, ushort ns) => new()
    {
        EventId = IdOf(happened.Id),
        EventType = new NodeId(TypeOf(happened)),
        SourceNode = source,
        SourceName = happened.SourceName.Length > 0 ? happened.SourceName : happened.Source.IsEmpty ? happened.Connection : happened.Source.Name,
        Time = UaDateTime.FromDotNetTicks(happened.Time.Ticks),
        Message = new LocalizedText(happened.Message),
        Severity = (ushort)happened.Severity,
        ConditionId = happened.Condition is { } state ? ConditionId(ns, ConditionKey.Of(happened, state with { Branch = "" })) : null,
        Fields = Fields(happened, source, ns),
    };

    /// <summary>The node id of a condition, the same on every day; there is no node behind it, as OPC 10000-9, 4.10 allows.</summary>
    public static NodeId ConditionId(ushort ns, ConditionKey key) => new(ns, $"#Condition/{key.Word}");

    /// <summary>The bytes by which clients name an event.</summary>
    public static byte[] IdOf(EventId id)
    {
        var bytes = new byte[EventId.Size];
        id.Write(bytes);
        return bytes;
    }

    private static uint TypeOf(Event happened) =>
        Types.TryGetValue(happened.Type, out var type) && type >= 2782 == happened.Condition is not null ? type : happened.Condition is null ? BaseEventType : AlarmConditionType;

    private static Dictionary<string, Variant> Fields(Event happened, NodeId source, ushort ns)
    {
        var fields = new Dictionary<string, Variant>(StringComparer.Ordinal);
        // A field of the source must not take the place of one of the standard.
        foreach (var field in happened.Fields)
            fields[field.Name] = ValueMapping.ToVariant(field.Value);
        if (happened.Condition is not { } state)
            return fields;
        fields["ConditionName"] = new(state.Name);
        fields["ConditionClassId"] = new(new NodeId(ProcessConditionClassType));
        fields["ConditionClassName"] = new(new LocalizedText("Process"));
        fields["BranchId"] = new(state.Branch.Length == 0 ? NodeId.Null : new NodeId(ns, $"#Branch/{ConditionKey.Of(happened, state).Word}"));
        fields["Retain"] = new(state.IsRetained);
        fields["Quality"] = new(new StatusCode(happened.Quality.Code));
        fields["LastSeverity"] = new((ushort)happened.Severity);
        fields["Comment"] = new(new LocalizedText(state.Comment));
        fields["ClientUserId"] = new(state.CommentBy);
        fields["InputNode"] = new(source);
        fields["SuppressedOrShelved"] = new(state.IsSuppressed || state.IsShelved);
        TwoStates(fields, "EnabledState", state.IsEnabled, "Enabled", "Disabled");
        TwoStates(fields, "AckedState", state.IsAcknowledged, "Acknowledged", "Unacknowledged");
        TwoStates(fields, "ConfirmedState", state.IsConfirmed, "Confirmed", "Unconfirmed");
        TwoStates(fields, "ActiveState", state.IsActive, "Active", "Inactive");
        TwoStates(fields, "SuppressedState", state.IsSuppressed, "Suppressed", "Unsuppressed");
        fields["ShelvingState/CurrentState"] = new(new LocalizedText(state.IsShelved ? "One Shot Shelved" : "Unshelved"));
        fields["ShelvingState/CurrentState/Id"] = new(new NodeId(state.IsShelved ? OneShotShelved : Unshelved));
        return fields;
    }

    private static void TwoStates(Dictionary<string, Variant> fields, string name, bool isSo, string yes, string no)
    {
        fields[name] = new(new LocalizedText("en", isSo ? yes : no));
        fields[name + "/Id"] = new(isSo);
    }
}
