using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A reference and the node it leads to (OPC 10000-4, 7.30).</summary>
public readonly record struct ReferenceDescription(
    NodeId ReferenceTypeId,
    bool IsForward,
    ExpandedNodeId NodeId,
    QualifiedName BrowseName,
    LocalizedText DisplayName,
    NodeClass NodeClass,
    ExpandedNodeId TypeDefinition) : IUaMessage<ReferenceDescription>
{
    public static uint EncodingId => 520;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(ReferenceTypeId);
        writer.WriteBoolean(IsForward);
        writer.WriteExpandedNodeId(NodeId);
        writer.WriteQualifiedName(BrowseName);
        writer.WriteLocalizedText(DisplayName);
        writer.WriteEnum(NodeClass);
        writer.WriteExpandedNodeId(TypeDefinition);
    }

    public static ReferenceDescription Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadBoolean(),
        reader.ReadExpandedNodeId(),
        reader.ReadQualifiedName(),
        reader.ReadLocalizedText(),
        reader.ReadEnum<NodeClass>(),
        reader.ReadExpandedNodeId());
}
