using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Attributes of an object to add; the mask says which are given (OPC 10000-4, 7.24.2).</summary>
public sealed record ObjectAttributes(
    uint SpecifiedAttributes,
    LocalizedText DisplayName,
    LocalizedText Description,
    uint WriteMask,
    uint UserWriteMask,
    byte EventNotifier) : IUaMessage<ObjectAttributes>
{
    public static uint EncodingId => 354;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SpecifiedAttributes);
        writer.WriteLocalizedText(DisplayName);
        writer.WriteLocalizedText(Description);
        writer.WriteUInt32(WriteMask);
        writer.WriteUInt32(UserWriteMask);
        writer.WriteByte(EventNotifier);
    }

    public static ObjectAttributes Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadLocalizedText(),
        reader.ReadLocalizedText(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadByte());
}
