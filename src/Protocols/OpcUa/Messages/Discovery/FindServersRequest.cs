using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Asks which servers are known (OPC 10000-4, 5.5.2).</summary>
public sealed record FindServersRequest(
    string? EndpointUrl,
    IReadOnlyList<string?> LocaleIds,
    IReadOnlyList<string?> ServerUris) : IUaRequest<FindServersRequest, FindServersResponse>
{
    public static uint EncodingId => 422;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(EndpointUrl);
        writer.WriteStrings(LocaleIds);
        writer.WriteStrings(ServerUris);
    }

    public static FindServersRequest Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadStrings(),
        reader.ReadStrings());
}
