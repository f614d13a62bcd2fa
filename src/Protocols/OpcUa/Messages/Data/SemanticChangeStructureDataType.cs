using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A changed property of a node (OPC 10000-5, 12.17).</summary>
public readonly record struct SemanticChangeStructureDataType(
    NodeId Affected,
    NodeId AffectedType) : IUaMessage<SemanticChangeStructureDataType>
{
    public static uint EncodingId => 899;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(Affected);
        writer.WriteNodeId(AffectedType);
    }

    public static SemanticChangeStructureDataType Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadNodeId());
}
