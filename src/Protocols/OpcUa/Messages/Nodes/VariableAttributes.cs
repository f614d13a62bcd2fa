using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Attributes of a variable to add; the mask says which are given (OPC 10000-4, 7.24.3).</summary>
public sealed record VariableAttributes(
    uint SpecifiedAttributes,
    LocalizedText DisplayName,
    LocalizedText Description,
    uint WriteMask,
    uint UserWriteMask,
    Variant Value,
    NodeId DataType,
    int ValueRank,
    IReadOnlyList<uint> ArrayDimensions,
    byte AccessLevel,
    byte UserAccessLevel,
    double MinimumSamplingIntervalMs,
    bool Historizing) : IUaMessage<VariableAttributes>
{
    public static uint EncodingId => 357;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SpecifiedAttributes);
        writer.WriteLocalizedText(DisplayName);
        writer.WriteLocalizedText(Description);
        writer.WriteUInt32(WriteMask);
        writer.WriteUInt32(UserWriteMask);
        writer.WriteVariant(Value);
        writer.WriteNodeId(DataType);
        writer.WriteInt32(ValueRank);
        writer.WriteUInt32s(ArrayDimensions);
        writer.WriteByte(AccessLevel);
        writer.WriteByte(UserAccessLevel);
        writer.WriteDouble(MinimumSamplingIntervalMs);
        writer.WriteBoolean(Historizing);
    }

    public static VariableAttributes Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadLocalizedText(),
        reader.ReadLocalizedText(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadVariant(),
        reader.ReadNodeId(),
        reader.ReadInt32(),
        reader.ReadUInt32s(),
        reader.ReadByte(),
        reader.ReadByte(),
        reader.ReadDouble(),
        reader.ReadBoolean());
}
