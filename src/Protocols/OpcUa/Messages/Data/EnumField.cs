using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One value of an enumeration (OPC 10000-3, 8.52).</summary>
public sealed record EnumField(
    long Value,
    LocalizedText DisplayName,
    LocalizedText Description,
    string? Name) : IUaMessage<EnumField>
{
    public static uint EncodingId => 14845;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteInt64(Value);
        writer.WriteLocalizedText(DisplayName);
        writer.WriteLocalizedText(Description);
        writer.WriteString(Name);
    }

    public static EnumField Decode(ref UaReader reader) => new(
        reader.ReadInt64(),
        reader.ReadLocalizedText(),
        reader.ReadLocalizedText(),
        reader.ReadString());
}
