using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A unit of measure; the id is the UN/CEFACT code as a number (OPC 10000-8, 5.6.3).</summary>
public sealed record EUInformation(
    string? NamespaceUri,
    int UnitId,
    LocalizedText DisplayName,
    LocalizedText Description) : IUaMessage<EUInformation>
{
    public static uint EncodingId => 889;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(NamespaceUri);
        writer.WriteInt32(UnitId);
        writer.WriteLocalizedText(DisplayName);
        writer.WriteLocalizedText(Description);
    }

    public static EUInformation Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadInt32(),
        reader.ReadLocalizedText(),
        reader.ReadLocalizedText());
}
