using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Adds references (OPC 10000-4, 5.8.3).</summary>
public sealed record AddReferencesRequest(
    IReadOnlyList<AddReferencesItem> ReferencesToAdd) : IUaRequest<AddReferencesRequest, AddReferencesResponse>
{
    public static uint EncodingId => 494;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(ReferencesToAdd);
    }

    public static AddReferencesRequest Decode(ref UaReader reader) => new(reader.ReadStructures<AddReferencesItem>());
}
