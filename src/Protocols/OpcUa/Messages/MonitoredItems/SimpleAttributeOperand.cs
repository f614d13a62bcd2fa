using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A field of an event: a path of browse names from an event type (OPC 10000-4, 7.7.4.5).</summary>
public sealed record SimpleAttributeOperand(
    NodeId TypeDefinitionId,
    IReadOnlyList<QualifiedName> BrowsePath,
    AttributeId AttributeId,
    string? IndexRange) : IUaMessage<SimpleAttributeOperand>
{
    public static uint EncodingId => 603;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(TypeDefinitionId);
        writer.WriteQualifiedNames(BrowsePath);
        writer.WriteEnum(AttributeId);
        writer.WriteString(IndexRange);
    }

    public static SimpleAttributeOperand Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadQualifiedNames(),
        reader.ReadEnum<AttributeId>(),
        reader.ReadString());
}
