using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Adds nodes (OPC 10000-4, 5.8.2).</summary>
public sealed record AddNodesRequest(IReadOnlyList<AddNodesItem> NodesToAdd) : IUaRequest<AddNodesRequest, AddNodesResponse>
{
    public static uint EncodingId => 488;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(NodesToAdd);
    }

    public static AddNodesRequest Decode(ref UaReader reader) => new(reader.ReadStructures<AddNodesItem>());
}
