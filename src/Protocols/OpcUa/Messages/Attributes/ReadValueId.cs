using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One attribute of one node to read or monitor (OPC 10000-4, 7.29). An empty range is the whole value.</summary>
public readonly record struct ReadValueId(
    NodeId NodeId,
    AttributeId AttributeId,
    string? IndexRange,
    QualifiedName DataEncoding) : IUaMessage<ReadValueId>
{
    public static uint EncodingId => 628;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(NodeId);
        writer.WriteEnum(AttributeId);
        writer.WriteString(IndexRange);
        writer.WriteQualifiedName(DataEncoding);
    }

    public static ReadValueId Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadEnum<AttributeId>(),
        reader.ReadString(),
        reader.ReadQualifiedName());
}
