using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One reference to delete (OPC 10000-4, 5.8.5).</summary>
public sealed record DeleteReferencesItem(
    NodeId SourceNodeId,
    NodeId ReferenceTypeId,
    bool IsForward,
    ExpandedNodeId TargetNodeId,
    bool DeleteBidirectional) : IUaMessage<DeleteReferencesItem>
{
    public static uint EncodingId => 387;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(SourceNodeId);
        writer.WriteNodeId(ReferenceTypeId);
        writer.WriteBoolean(IsForward);
        writer.WriteExpandedNodeId(TargetNodeId);
        writer.WriteBoolean(DeleteBidirectional);
    }

    public static DeleteReferencesItem Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadNodeId(),
        reader.ReadBoolean(),
        reader.ReadExpandedNodeId(),
        reader.ReadBoolean());
}
