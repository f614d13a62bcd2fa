using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Inserts or replaces events (OPC 10000-11, 6.9.4).</summary>
public sealed record UpdateEventDetails(
    NodeId NodeId,
    PerformUpdateType PerformInsertReplace,
    EventFilter Filter,
    IReadOnlyList<HistoryEventFieldList> EventData) : IUaMessage<UpdateEventDetails>
{
    public static uint EncodingId => 685;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(NodeId);
        writer.WriteEnum(PerformInsertReplace);
        Filter.Encode(writer);
        writer.WriteStructures(EventData);
    }

    public static UpdateEventDetails Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadEnum<PerformUpdateType>(),
        EventFilter.Decode(ref reader),
        reader.ReadStructures<HistoryEventFieldList>());
}
