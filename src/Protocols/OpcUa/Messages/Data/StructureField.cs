using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One field of a structure (OPC 10000-3, 8.49). A value rank of -1 is a scalar, 1 an array, more a matrix; a string length of 0 is no limit.</summary>
public sealed record StructureField(
    string? Name,
    LocalizedText Description,
    NodeId DataType,
    int ValueRank,
    IReadOnlyList<uint> ArrayDimensions,
    uint MaxStringLength,
    bool IsOptional) : IUaMessage<StructureField>
{
    public static uint EncodingId => 14844;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(Name);
        writer.WriteLocalizedText(Description);
        writer.WriteNodeId(DataType);
        writer.WriteInt32(ValueRank);
        writer.WriteUInt32s(ArrayDimensions);
        writer.WriteUInt32(MaxStringLength);
        writer.WriteBoolean(IsOptional);
    }

    public static StructureField Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadLocalizedText(),
        reader.ReadNodeId(),
        reader.ReadInt32(),
        reader.ReadUInt32s(),
        reader.ReadUInt32(),
        reader.ReadBoolean());
}
