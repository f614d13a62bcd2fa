using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One node to add; the attributes are one of the XAttributes structures (OPC 10000-4, 5.8.2).</summary>
public sealed record AddNodesItem(
    ExpandedNodeId ParentNodeId,
    NodeId ReferenceTypeId,
    ExpandedNodeId RequestedNewNodeId,
    QualifiedName BrowseName,
    NodeClass NodeClass,
    ExtensionObject NodeAttributes,
    ExpandedNodeId TypeDefinition) : IUaMessage<AddNodesItem>
{
    public static uint EncodingId => 378;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteExpandedNodeId(ParentNodeId);
        writer.WriteNodeId(ReferenceTypeId);
        writer.WriteExpandedNodeId(RequestedNewNodeId);
        writer.WriteQualifiedName(BrowseName);
        writer.WriteEnum(NodeClass);
        writer.WriteExtensionObject(NodeAttributes);
        writer.WriteExpandedNodeId(TypeDefinition);
    }

    public static AddNodesItem Decode(ref UaReader reader) => new(
        reader.ReadExpandedNodeId(),
        reader.ReadNodeId(),
        reader.ReadExpandedNodeId(),
        reader.ReadQualifiedName(),
        reader.ReadEnum<NodeClass>(),
        reader.ReadExtensionObject(),
        reader.ReadExpandedNodeId());
}
