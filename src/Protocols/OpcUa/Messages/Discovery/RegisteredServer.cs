using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A server as a discovery server knows it (OPC 10000-4, 7.32).</summary>
public sealed record RegisteredServer(
    string? ServerUri,
    string? ProductUri,
    IReadOnlyList<LocalizedText> ServerNames,
    ApplicationType ServerType,
    string? GatewayServerUri,
    IReadOnlyList<string?> DiscoveryUrls,
    string? SemaphoreFilePath,
    bool IsOnline) : IUaMessage<RegisteredServer>
{
    public static uint EncodingId => 434;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(ServerUri);
        writer.WriteString(ProductUri);
        writer.WriteLocalizedTexts(ServerNames);
        writer.WriteEnum(ServerType);
        writer.WriteString(GatewayServerUri);
        writer.WriteStrings(DiscoveryUrls);
        writer.WriteString(SemaphoreFilePath);
        writer.WriteBoolean(IsOnline);
    }

    public static RegisteredServer Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadLocalizedTexts(),
        reader.ReadEnum<ApplicationType>(),
        reader.ReadString(),
        reader.ReadStrings(),
        reader.ReadString(),
        reader.ReadBoolean());
}
