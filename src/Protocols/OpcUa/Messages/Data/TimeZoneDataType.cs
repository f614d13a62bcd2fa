using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>The local time of an event's source (OPC 10000-3, 8.28).</summary>
public readonly record struct TimeZoneDataType(short OffsetMinutes, bool DaylightSavingInOffset) : IUaMessage<TimeZoneDataType>
{
    public static uint EncodingId => 8917;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteInt16(OffsetMinutes);
        writer.WriteBoolean(DaylightSavingInOffset);
    }

    public static TimeZoneDataType Decode(ref UaReader reader) => new(
        reader.ReadInt16(),
        reader.ReadBoolean());
}
