using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Gives registered ids back (OPC 10000-4, 5.9.6).</summary>
public sealed record UnregisterNodesRequest(
    IReadOnlyList<NodeId> NodesToUnregister) : IUaRequest<UnregisterNodesRequest, UnregisterNodesResponse>
{
    public static uint EncodingId => 566;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeIds(NodesToUnregister);
    }

    public static UnregisterNodesRequest Decode(ref UaReader reader) => new(reader.ReadNodeIds());
}
