using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Who made a server (OPC 10000-5, 12.4).</summary>
public sealed record BuildInfo(
    string? ProductUri,
    string? ManufacturerName,
    string? ProductName,
    string? SoftwareVersion,
    string? BuildNumber,
    UaDateTime BuildDate) : IUaMessage<BuildInfo>
{
    public static uint EncodingId => 340;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(ProductUri);
        writer.WriteString(ManufacturerName);
        writer.WriteString(ProductName);
        writer.WriteString(SoftwareVersion);
        writer.WriteString(BuildNumber);
        writer.WriteDateTime(BuildDate);
    }

    public static BuildInfo Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadDateTime());
}
