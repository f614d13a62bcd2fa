using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Values of one node (OPC 10000-11, 6.6.2).</summary>
public sealed record HistoryData(IReadOnlyList<DataValue> DataValues) : IUaMessage<HistoryData>
{
    public static uint EncodingId => 658;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDataValues(DataValues);
    }

    public static HistoryData Decode(ref UaReader reader) => new(reader.ReadDataValues());
}
