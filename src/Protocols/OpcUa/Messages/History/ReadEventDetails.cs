using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Events of a time range (OPC 10000-11, 6.5.2).</summary>
public sealed record ReadEventDetails(
    uint NumValuesPerNode,
    UaDateTime StartTime,
    UaDateTime EndTime,
    EventFilter Filter) : IUaMessage<ReadEventDetails>
{
    public static uint EncodingId => 646;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(NumValuesPerNode);
        writer.WriteDateTime(StartTime);
        writer.WriteDateTime(EndTime);
        Filter.Encode(writer);
    }

    public static ReadEventDetails Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadDateTime(),
        reader.ReadDateTime(),
        EventFilter.Decode(ref reader));
}
