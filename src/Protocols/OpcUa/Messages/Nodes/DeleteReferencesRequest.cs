using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Deletes references (OPC 10000-4, 5.8.5).</summary>
public sealed record DeleteReferencesRequest(
    IReadOnlyList<DeleteReferencesItem> ReferencesToDelete) : IUaRequest<DeleteReferencesRequest, DeleteReferencesResponse>
{
    public static uint EncodingId => 506;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(ReferencesToDelete);
    }

    public static DeleteReferencesRequest Decode(ref UaReader reader) => new(reader.ReadStructures<DeleteReferencesItem>());
}
