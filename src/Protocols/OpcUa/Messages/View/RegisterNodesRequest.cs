using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Announces that nodes will be used often (OPC 10000-4, 5.9.5).</summary>
public sealed record RegisterNodesRequest(
    IReadOnlyList<NodeId> NodesToRegister) : IUaRequest<RegisterNodesRequest, RegisterNodesResponse>
{
    public static uint EncodingId => 560;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeIds(NodesToRegister);
    }

    public static RegisterNodesRequest Decode(ref UaReader reader) => new(reader.ReadNodeIds());
}
