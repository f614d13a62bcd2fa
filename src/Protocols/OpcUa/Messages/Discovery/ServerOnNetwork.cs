using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A server seen by multicast (OPC 10000-4, 5.5.3).</summary>
public sealed record ServerOnNetwork(
    uint RecordId,
    string? ServerName,
    string? DiscoveryUrl,
    IReadOnlyList<string?> ServerCapabilities) : IUaMessage<ServerOnNetwork>
{
    public static uint EncodingId => 12207;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(RecordId);
        writer.WriteString(ServerName);
        writer.WriteString(DiscoveryUrl);
        writer.WriteStrings(ServerCapabilities);
    }

    public static ServerOnNetwork Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadStrings());
}
