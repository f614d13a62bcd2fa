using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Deletes values of a time range (OPC 10000-11, 6.9.5).</summary>
public sealed record DeleteRawModifiedDetails(
    NodeId NodeId,
    bool IsDeleteModified,
    UaDateTime StartTime,
    UaDateTime EndTime) : IUaMessage<DeleteRawModifiedDetails>
{
    public static uint EncodingId => 688;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(NodeId);
        writer.WriteBoolean(IsDeleteModified);
        writer.WriteDateTime(StartTime);
        writer.WriteDateTime(EndTime);
    }

    public static DeleteRawModifiedDetails Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadBoolean(),
        reader.ReadDateTime(),
        reader.ReadDateTime());
}
