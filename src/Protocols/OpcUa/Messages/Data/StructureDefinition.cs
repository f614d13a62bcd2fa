using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The fields of a structure (OPC 10000-3, 8.48).</summary>
public sealed record StructureDefinition(
    NodeId DefaultEncodingId,
    NodeId BaseDataType,
    StructureType StructureType,
    IReadOnlyList<StructureField> Fields) : IUaMessage<StructureDefinition>
{
    public static uint EncodingId => 122;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(DefaultEncodingId);
        writer.WriteNodeId(BaseDataType);
        writer.WriteEnum(StructureType);
        writer.WriteStructures(Fields);
    }

    public static StructureDefinition Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadNodeId(),
        reader.ReadEnum<StructureType>(),
        reader.ReadStructures<StructureField>());
}
