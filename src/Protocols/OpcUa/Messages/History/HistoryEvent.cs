using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Events of one node (OPC 10000-11, 6.6.4).</summary>
public sealed record HistoryEvent(IReadOnlyList<HistoryEventFieldList> Events) : IUaMessage<HistoryEvent>
{
    public static uint EncodingId => 661;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(Events);
    }

    public static HistoryEvent Decode(ref UaReader reader) => new(reader.ReadStructures<HistoryEventFieldList>());
}
