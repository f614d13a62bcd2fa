using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Values of one node and how each was changed (OPC 10000-11, 6.6.3).</summary>
public sealed record HistoryModifiedData(
    IReadOnlyList<DataValue> DataValues,
    IReadOnlyList<ModificationInfo> ModificationInfos) : IUaMessage<HistoryModifiedData>
{
    public static uint EncodingId => 11227;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDataValues(DataValues);
        writer.WriteStructures(ModificationInfos);
    }

    public static HistoryModifiedData Decode(ref UaReader reader) => new(
        reader.ReadDataValues(),
        reader.ReadStructures<ModificationInfo>());
}
