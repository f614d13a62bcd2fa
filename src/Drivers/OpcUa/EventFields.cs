using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>The fields that are asked of every event, in this order; those that an event does not have come back as nothing.</summary>
internal enum EventPart
{
    EventId,
    EventType,
    SourceNode,
    SourceName,
    Time,
    Message,
    Severity,
    ConditionId,
    ConditionName,
    BranchId,
    Retain,
    Enabled,
    Quality,
    Comment,
    ClientUserId,
    Acked,
    Confirmed,
    Active,
    Suppressed,
    Shelving,
    /// <summary>How many there are; further fields follow.</summary>
    Count,
}

/// <summary>The filter of an event subscription (OPC 10000-4, 7.22.3; the fields of OPC 10000-5, 6.4 and OPC 10000-9, 5).</summary>
internal static class EventFields
{
    public static readonly NodeId RefreshStartType = new(2787);
    public static readonly NodeId RefreshEndType = new(2788);
    public static readonly NodeId RefreshRequiredType = new(2789);

    private static readonly NodeId BaseEvent = new(2041);
    private static readonly NodeId Condition = new(2782);
    private static readonly NodeId Acknowledgeable = new(2881);
    private static readonly NodeId Alarm = new(2915);

    /// <summary>The filter.</summary>
    /// <param name="further">Browse names of further fields.</param>
    /// <param name="types">Event types, with those below them; none for all.</param>
    public static EventFilter Filter(IReadOnlyList<QualifiedName> further, IReadOnlyList<NodeId> types) =>
        new([.. Standard(), .. further.Select(f => Clause(BaseEvent, f))], OfTypes(types));

    private static IEnumerable<SimpleAttributeOperand> Standard()
    {
        foreach (var name in new[] { "EventId", "EventType", "SourceNode", "SourceName", "Time", "Message", "Severity" })
            yield return Clause(BaseEvent, Name(name));
        // The condition's own id is no property of it but the node itself (OPC 10000-9, 5.5.2).
        yield return new(Condition, [], AttributeId.NodeId, null);
        yield return Clause(Condition, Name("ConditionName"));
        yield return Clause(Condition, Name("BranchId"));
        yield return Clause(Condition, Name("Retain"));
        yield return Clause(Condition, Name("EnabledState"), Name("Id"));
        yield return Clause(Condition, Name("Quality"));
        yield return Clause(Condition, Name("Comment"));
        yield return Clause(Condition, Name("ClientUserId"));
        yield return Clause(Acknowledgeable, Name("AckedState"), Name("Id"));
        yield return Clause(Acknowledgeable, Name("ConfirmedState"), Name("Id"));
        yield return Clause(Alarm, Name("ActiveState"), Name("Id"));
        yield return Clause(Alarm, Name("SuppressedState"), Name("Id"));
        yield return Clause(Alarm, Name("ShelvingState"), Name("CurrentState"), Name("Id"));
    }

    private static QualifiedName Name(string name) => new(0, name);

    private static SimpleAttributeOperand Clause(NodeId type, params QualifiedName[] path) => new(type, path, AttributeId.Value, null);

    /// <summary>One of these types, or one that speaks of the refreshing itself.</summary>
    private static ContentFilter OfTypes(IReadOnlyList<NodeId> types)
    {
        if (types.Count == 0)
            return new([]);
        NodeId[] all = [.. types, RefreshStartType, RefreshEndType, RefreshRequiredType];
        var ors = all.Length - 1;
        var elements = new List<ContentFilterElement>();
        for (var i = 0; i < ors; i++)
        {
            var rest = i == ors - 1 ? ors + all.Length - 1 : i + 1;
            elements.Add(new(FilterOperator.Or, [new ElementOperand((uint)(ors + i)).ToExtensionObject(), new ElementOperand((uint)rest).ToExtensionObject()]));
        }
        elements.AddRange(all.Select(t => new ContentFilterElement(FilterOperator.OfType, [new LiteralOperand(new Variant(t)).ToExtensionObject()])));
        return new(elements);
    }
}
