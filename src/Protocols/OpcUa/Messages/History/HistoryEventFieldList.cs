using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The selected fields of one event (OPC 10000-11, 6.6.4).</summary>
public sealed record HistoryEventFieldList(IReadOnlyList<Variant> EventFields) : IUaMessage<HistoryEventFieldList>
{
    public static uint EncodingId => 922;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteVariants(EventFields);
    }

    public static HistoryEventFieldList Decode(ref UaReader reader) => new(reader.ReadVariants());
}
