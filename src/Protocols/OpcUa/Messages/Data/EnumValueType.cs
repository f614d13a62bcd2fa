using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One value of an enumeration in the older EnumValues property (OPC 10000-3, 8.39).</summary>
public sealed record EnumValueType(long Value, LocalizedText DisplayName, LocalizedText Description) : IUaMessage<EnumValueType>
{
    public static uint EncodingId => 8251;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteInt64(Value);
        writer.WriteLocalizedText(DisplayName);
        writer.WriteLocalizedText(Description);
    }

    public static EnumValueType Decode(ref UaReader reader) => new(
        reader.ReadInt64(),
        reader.ReadLocalizedText(),
        reader.ReadLocalizedText());
}
