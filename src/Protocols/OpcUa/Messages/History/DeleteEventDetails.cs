using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Deletes events by their ids (OPC 10000-11, 6.9.7).</summary>
public sealed record DeleteEventDetails(NodeId NodeId, IReadOnlyList<byte[]?> EventIds) : IUaMessage<DeleteEventDetails>
{
    public static uint EncodingId => 694;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(NodeId);
        writer.WriteByteStrings(EventIds);
    }

    public static DeleteEventDetails Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadByteStrings());
}
