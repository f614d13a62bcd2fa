using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One attribute of one node to write (OPC 10000-4, 5.11.4).</summary>
public readonly record struct WriteValue(
    NodeId NodeId,
    AttributeId AttributeId,
    string? IndexRange,
    DataValue Value) : IUaMessage<WriteValue>
{
    public static uint EncodingId => 670;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNodeId(NodeId);
        writer.WriteEnum(AttributeId);
        writer.WriteString(IndexRange);
        writer.WriteDataValue(Value);
    }

    public static WriteValue Decode(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadEnum<AttributeId>(),
        reader.ReadString(),
        reader.ReadDataValue());
}
