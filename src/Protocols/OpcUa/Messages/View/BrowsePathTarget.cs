using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A node that a path leads to; an index below the maximum says that the path goes on in another server (OPC 10000-4, 5.9.4).</summary>
public readonly record struct BrowsePathTarget(ExpandedNodeId TargetId, uint RemainingPathIndex) : IUaMessage<BrowsePathTarget>
{
    public static uint EncodingId => 548;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteExpandedNodeId(TargetId);
        writer.WriteUInt32(RemainingPathIndex);
    }

    public static BrowsePathTarget Decode(ref UaReader reader) => new(
        reader.ReadExpandedNodeId(),
        reader.ReadUInt32());
}
