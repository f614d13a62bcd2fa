using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>An attribute of a node found by a path (OPC 10000-4, 7.7.4.4).</summary>
public sealed record AttributeOperand(
    NodeId NodeId,
    string? Alias,
    RelativePath BrowsePath,
    AttributeId AttributeId,
    string? IndexRange) : IUaMessage<AttributeOperand>
{
    public static uint EncodingId => 600;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(NodeId);
        writer.WriteString(Alias);
        BrowsePath.Encode(writer);
        writer.WriteEnum(AttributeId);
        writer.WriteString(IndexRange);
    }

    public static AttributeOperand Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadString(),
        RelativePath.Decode(ref reader),
        reader.ReadEnum<AttributeId>(),
        reader.ReadString());
}
