using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Inserts or replaces values (OPC 10000-11, 6.9.2).</summary>
public sealed record UpdateDataDetails(
    NodeId NodeId,
    PerformUpdateType PerformInsertReplace,
    IReadOnlyList<DataValue> UpdateValues) : IUaMessage<UpdateDataDetails>
{
    public static uint EncodingId => 682;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(NodeId);
        writer.WriteEnum(PerformInsertReplace);
        writer.WriteDataValues(UpdateValues);
    }

    public static UpdateDataDetails Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadEnum<PerformUpdateType>(),
        reader.ReadDataValues());
}
