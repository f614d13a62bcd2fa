using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Who a client or server is (OPC 10000-4, 7.2).</summary>
public sealed record ApplicationDescription(
    string? ApplicationUri,
    string? ProductUri,
    LocalizedText ApplicationName,
    ApplicationType ApplicationType,
    string? GatewayServerUri,
    string? DiscoveryProfileUri,
    IReadOnlyList<string?> DiscoveryUrls) : IUaMessage<ApplicationDescription>
{
    public static uint EncodingId => 310;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(ApplicationUri);
        writer.WriteString(ProductUri);
        writer.WriteLocalizedText(ApplicationName);
        writer.WriteEnum(ApplicationType);
        writer.WriteString(GatewayServerUri);
        writer.WriteString(DiscoveryProfileUri);
        writer.WriteStrings(DiscoveryUrls);
    }

    public static ApplicationDescription Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadLocalizedText(),
        reader.ReadEnum<ApplicationType>(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadStrings());
}
