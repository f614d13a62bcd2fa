using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>How a server wants to be announced by multicast (OPC 10000-4, 7.13.2).</summary>
public sealed record MdnsDiscoveryConfiguration(
    string? MdnsServerName,
    IReadOnlyList<string?> ServerCapabilities) : IUaMessage<MdnsDiscoveryConfiguration>
{
    public static uint EncodingId => 12901;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(MdnsServerName);
        writer.WriteStrings(ServerCapabilities);
    }

    public static MdnsDiscoveryConfiguration Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadStrings());
}
