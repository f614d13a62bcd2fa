using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>The ids to use instead, in the order asked for (OPC 10000-4, 5.9.5).</summary>
public sealed record RegisterNodesResponse(IReadOnlyList<NodeId> RegisteredNodeIds) : IUaMessage<RegisterNodesResponse>
{
    public static uint EncodingId => 563;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeIds(RegisteredNodeIds);
    }

    public static RegisterNodesResponse Decode(ref UaReader reader) => new(reader.ReadNodeIds());
}
