using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One node to delete (OPC 10000-4, 5.8.4).</summary>
public readonly record struct DeleteNodesItem(NodeId NodeId, bool DeleteTargetReferences) : IUaMessage<DeleteNodesItem>
{
    public static uint EncodingId => 384;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(NodeId);
        writer.WriteBoolean(DeleteTargetReferences);
    }

    public static DeleteNodesItem Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadBoolean());
}
