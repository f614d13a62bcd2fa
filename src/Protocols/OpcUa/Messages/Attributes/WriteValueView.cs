using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A <see cref="WriteValue"/> in place.</summary>
public readonly ref struct WriteValueView
{
    public WriteValueView(scoped ref UaReader reader)
    {
        NodeId = reader.ReadNodeIdKey();
        AttributeId = reader.ReadEnum<AttributeId>();
        IndexRange = reader.ReadStringBytes(out _);
        Value = reader.ReadDataValue();
    }

    public NodeIdKey NodeId { get; }

    public AttributeId AttributeId { get; }

    /// <summary>UTF-8 of the range; empty for the whole value.</summary>
    public ReadOnlySpan<byte> IndexRange { get; }

    public DataValue Value { get; }
}
