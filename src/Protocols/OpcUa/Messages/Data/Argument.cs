using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>An argument of a method (OPC 10000-3, 8.6).</summary>
public sealed record Argument(
    string? Name,
    NodeId DataType,
    int ValueRank,
    IReadOnlyList<uint> ArrayDimensions,
    LocalizedText Description) : IUaMessage<Argument>
{
    public static uint EncodingId => 298;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(Name);
        writer.WriteNodeId(DataType);
        writer.WriteInt32(ValueRank);
        writer.WriteUInt32s(ArrayDimensions);
        writer.WriteLocalizedText(Description);
    }

    public static Argument Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadNodeId(),
        reader.ReadInt32(),
        reader.ReadUInt32s(),
        reader.ReadLocalizedText());
}
