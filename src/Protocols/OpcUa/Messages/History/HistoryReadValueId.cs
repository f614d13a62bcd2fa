using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A node whose history is read (OPC 10000-4, 5.11.3).</summary>
public sealed record HistoryReadValueId(
    NodeId NodeId,
    string? IndexRange,
    QualifiedName DataEncoding,
    byte[]? ContinuationPoint) : IUaMessage<HistoryReadValueId>
{
    public static uint EncodingId => 637;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(NodeId);
        writer.WriteString(IndexRange);
        writer.WriteQualifiedName(DataEncoding);
        writer.WriteByteString(ContinuationPoint);
    }

    public static HistoryReadValueId Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadString(),
        reader.ReadQualifiedName(),
        reader.ReadByteString());
}
