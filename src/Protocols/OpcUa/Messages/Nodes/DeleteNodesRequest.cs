using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Deletes nodes (OPC 10000-4, 5.8.4).</summary>
public sealed record DeleteNodesRequest(
    IReadOnlyList<DeleteNodesItem> NodesToDelete) : IUaRequest<DeleteNodesRequest, DeleteNodesResponse>
{
    public static uint EncodingId => 500;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(NodesToDelete);
    }

    public static DeleteNodesRequest Decode(ref UaReader reader) => new(reader.ReadStructures<DeleteNodesItem>());
}
