using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One reference to add (OPC 10000-4, 5.8.3).</summary>
public sealed record AddReferencesItem(
    NodeId SourceNodeId,
    NodeId ReferenceTypeId,
    bool IsForward,
    string? TargetServerUri,
    ExpandedNodeId TargetNodeId,
    NodeClass TargetNodeClass) : IUaMessage<AddReferencesItem>
{
    public static uint EncodingId => 381;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(SourceNodeId);
        writer.WriteNodeId(ReferenceTypeId);
        writer.WriteBoolean(IsForward);
        writer.WriteString(TargetServerUri);
        writer.WriteExpandedNodeId(TargetNodeId);
        writer.WriteEnum(TargetNodeClass);
    }

    public static AddReferencesItem Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadNodeId(),
        reader.ReadBoolean(),
        reader.ReadString(),
        reader.ReadExpandedNodeId(),
        reader.ReadEnum<NodeClass>());
}
