using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Deletes values at given times (OPC 10000-11, 6.9.6).</summary>
public sealed record DeleteAtTimeDetails(NodeId NodeId, IReadOnlyList<UaDateTime> ReqTimes) : IUaMessage<DeleteAtTimeDetails>
{
    public static uint EncodingId => 691;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(NodeId);
        writer.WriteDateTimes(ReqTimes);
    }

    public static DeleteAtTimeDetails Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadDateTimes());
}
