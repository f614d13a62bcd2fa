using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Events (OPC 10000-4, 7.25.3).</summary>
public sealed record EventNotificationList(IReadOnlyList<EventFieldList> Events) : IUaMessage<EventNotificationList>
{
    public static uint EncodingId => 916;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Events);
    }

    public static EventNotificationList Decode(ref UaReader reader) => new(reader.ReadStructures<EventFieldList>());
}
