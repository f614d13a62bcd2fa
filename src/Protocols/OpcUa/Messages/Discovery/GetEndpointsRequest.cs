using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Asks for a server's endpoints (OPC 10000-4, 5.5.4).</summary>
public sealed record GetEndpointsRequest(
    string? EndpointUrl,
    IReadOnlyList<string?> LocaleIds,
    IReadOnlyList<string?> ProfileUris) : IUaRequest<GetEndpointsRequest, GetEndpointsResponse>
{
    public static uint EncodingId => 428;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(EndpointUrl);
        writer.WriteStrings(LocaleIds);
        writer.WriteStrings(ProfileUris);
    }

    public static GetEndpointsRequest Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadStrings(),
        reader.ReadStrings());
}
