using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Asks for the references of nodes (OPC 10000-4, 5.9.2). A maximum of 0 leaves the limit to the server.</summary>
public sealed record BrowseRequest(
    ViewDescription View,
    uint RequestedMaxReferencesPerNode,
    IReadOnlyList<BrowseDescription> NodesToBrowse) : IUaRequest<BrowseRequest, BrowseResponse>
{
    public static uint EncodingId => 527;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        View.Encode(writer);
        writer.WriteUInt32(RequestedMaxReferencesPerNode);
        writer.WriteStructures(NodesToBrowse);
    }

    public static BrowseRequest Decode(ref UaReader reader) => new(
        ViewDescription.Decode(ref reader),
        reader.ReadUInt32(),
        reader.ReadStructures<BrowseDescription>());
}
