using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>From the fields of an OPC UA event to an event. Total: what is missing or of another type is left out.</summary>
internal static class EventMapping
{
    private static readonly NodeId Unshelved = new(2930);

    /// <summary>The event, without its type's name and its place in the plant.</summary>
    /// <param name="fields">In the order of <see cref="EventPart"/>, then the further ones.</param>
    /// <param name="further">The names of the further fields.</param>
    /// <param name="connection">The connection's name.</param>
    /// <param name="namespaces">Names the condition so that its name stays.</param>
    /// <param name="now">When it came.</param>
    public static Event Map(IReadOnlyList<Variant> fields, IReadOnlyList<string> further, string connection, NamespaceTable namespaces, Timestamp now)
    {
        var own = Bytes(fields, EventPart.EventId);
        var time = Time(fields, EventPart.Time) ?? now;
        return EventLimits.Fit(new()
        {
            Id = own.Length > 0 ? EventId.Of(connection, own) : new(Guid.CreateVersion7(new DateTimeOffset(now.ToDateTime()))),
            Connection = connection,
            SourceName = Text(fields, EventPart.SourceName),
            Time = time,
            ReceiveTime = now,
            Severity = Number(fields, EventPart.Severity) is { } severity ? (int)Math.Clamp(severity, EventLimits.MinSeverity, EventLimits.MaxSeverity) : EventLimits.MinSeverity,
            Type = Node(fields, EventPart.EventType) is { IsNull: false } type ? namespaces.Name(type).ToString() : "",
            Message = Text(fields, EventPart.Message),
            Quality = At(fields, (int)EventPart.Quality) is { Type: BuiltInType.StatusCode, IsScalar: true } quality ? new(quality.AsStatusCode().Value) : Quality.Good,
            // One that is too long to be kept whole could acknowledge nothing.
            SourceEvent = own.Length * 2 <= EventLimits.MaxName ? Convert.ToHexString(own) : "",
            Condition = Condition(fields, namespaces),
            Fields = Further(fields, further),
        });
    }

    /// <summary>What an event says of its type; null when it says none.</summary>
    public static NodeId? TypeOf(IReadOnlyList<Variant> fields) => Node(fields, EventPart.EventType);

    /// <summary>The node that an event is about; null when it says none.</summary>
    public static NodeId? SourceOf(IReadOnlyList<Variant> fields) => Node(fields, EventPart.SourceNode);

    private static ConditionState? Condition(IReadOnlyList<Variant> fields, NamespaceTable namespaces)
    {
        // Every condition says whether it is retained; what does not is none.
        if (Node(fields, EventPart.ConditionId) is not { IsNull: false } id || Truth(fields, EventPart.Retain) is not { } retain)
            return null;
        var flags = ConditionFlags.None;
        // One that is no alarm is active for as long as it matters.
        Set(ConditionFlags.Active, Truth(fields, EventPart.Active) ?? retain);
        // One that cannot be acknowledged or confirmed waits for nobody.
        Set(ConditionFlags.Acknowledged, Truth(fields, EventPart.Acked) ?? true);
        Set(ConditionFlags.Confirmed, Truth(fields, EventPart.Confirmed) ?? true);
        Set(ConditionFlags.Retain, retain);
        Set(ConditionFlags.Enabled, Truth(fields, EventPart.Enabled) ?? true);
        Set(ConditionFlags.Suppressed, Truth(fields, EventPart.Suppressed) ?? false);
        Set(ConditionFlags.Shelved, Node(fields, EventPart.Shelving) is { IsNull: false } shelving && shelving != Unshelved);
        return new(namespaces.Name(id).ToString(), flags)
        {
            Name = Text(fields, EventPart.ConditionName),
            Branch = Node(fields, EventPart.BranchId) is { IsNull: false } branch ? namespaces.Name(branch).ToString() : "",
            Comment = Text(fields, EventPart.Comment),
            CommentBy = Text(fields, EventPart.ClientUserId),
        };

        void Set(ConditionFlags flag, bool isSet) => flags |= isSet ? flag : ConditionFlags.None;
    }

    private static List<EventField> Further(IReadOnlyList<Variant> fields, IReadOnlyList<string> names)
    {
        var further = new List<EventField>();
        for (var i = 0; i < names.Count; i++)
        {
            var value = At(fields, (int)EventPart.Count + i);
            if (!value.IsNull && ValueMapping.TryMap(value, ValueMapping.KindOf(value.Type, value.IsArray), null, out var mapped) && !mapped.IsNone)
                further.Add(new(names[i], mapped));
        }
        return further;
    }

    private static Variant At(IReadOnlyList<Variant> fields, int index) => index < fields.Count ? fields[index] : default;

    private static Variant Scalar(IReadOnlyList<Variant> fields, EventPart part) => At(fields, (int)part) is { IsScalar: true } value ? value : default;

    private static string Text(IReadOnlyList<Variant> fields, EventPart part) => Scalar(fields, part) switch
    {
        { Type: BuiltInType.LocalizedText } text => text.AsLocalizedText().Text ?? "",
        { Type: BuiltInType.String } text => text.AsString() ?? "",
        _ => "",
    };

    private static byte[] Bytes(IReadOnlyList<Variant> fields, EventPart part) =>
        Scalar(fields, part) is { Type: BuiltInType.ByteString } bytes ? bytes.AsByteString() ?? [] : [];

    private static Timestamp? Time(IReadOnlyList<Variant> fields, EventPart part) =>
        Scalar(fields, part) is { Type: BuiltInType.DateTime } time && time.AsDateTime().HasValue ? new Timestamp(time.AsDateTime().DotNetTicks) : null;

    private static long? Number(IReadOnlyList<Variant> fields, EventPart part) => Scalar(fields, part).TryGetInteger(out var number) ? number : null;

    private static bool? Truth(IReadOnlyList<Variant> fields, EventPart part) =>
        Scalar(fields, part) is { Type: BuiltInType.Boolean } truth ? truth.AsBoolean() : null;

    private static NodeId? Node(IReadOnlyList<Variant> fields, EventPart part) =>
        Scalar(fields, part) is { Type: BuiltInType.NodeId } node ? node.AsNodeId() : null;
}
