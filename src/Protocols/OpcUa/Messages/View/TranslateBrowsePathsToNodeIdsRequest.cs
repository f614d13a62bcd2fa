using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Asks for the nodes that paths of browse names lead to (OPC 10000-4, 5.9.4).</summary>
public sealed record TranslateBrowsePathsToNodeIdsRequest(
    IReadOnlyList<BrowsePath> BrowsePaths) : IUaRequest<TranslateBrowsePathsToNodeIdsRequest, TranslateBrowsePathsToNodeIdsResponse>
{
    public static uint EncodingId => 554;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(BrowsePaths);
    }

    public static TranslateBrowsePathsToNodeIdsRequest Decode(ref UaReader reader) => new(reader.ReadStructures<BrowsePath>());
}
