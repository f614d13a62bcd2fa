using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Inserts or replaces annotations (OPC 10000-11, 6.9.3).</summary>
public sealed record UpdateStructureDataDetails(
    NodeId NodeId,
    PerformUpdateType PerformInsertReplace,
    IReadOnlyList<DataValue> UpdateValues) : IUaMessage<UpdateStructureDataDetails>
{
    public static uint EncodingId => 11300;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(NodeId);
        writer.WriteEnum(PerformInsertReplace);
        writer.WriteDataValues(UpdateValues);
    }

    public static UpdateStructureDataDetails Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadEnum<PerformUpdateType>(),
        reader.ReadDataValues());
}
