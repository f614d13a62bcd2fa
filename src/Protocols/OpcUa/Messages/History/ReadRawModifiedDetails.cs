using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Values as stored, or those that were replaced (OPC 10000-11, 6.5.3). 0 values a node is no limit.</summary>
public sealed record ReadRawModifiedDetails(
    bool IsReadModified,
    UaDateTime StartTime,
    UaDateTime EndTime,
    uint NumValuesPerNode,
    bool ReturnBounds) : IUaMessage<ReadRawModifiedDetails>
{
    public static uint EncodingId => 649;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteBoolean(IsReadModified);
        writer.WriteDateTime(StartTime);
        writer.WriteDateTime(EndTime);
        writer.WriteUInt32(NumValuesPerNode);
        writer.WriteBoolean(ReturnBounds);
    }

    public static ReadRawModifiedDetails Decode(ref UaReader reader) => new(
        reader.ReadBoolean(),
        reader.ReadDateTime(),
        reader.ReadDateTime(),
        reader.ReadUInt32(),
        reader.ReadBoolean());
}
