using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A <see cref="ReadValueId"/> in place.</summary>
public readonly ref struct ReadValueIdView
{
    public ReadValueIdView(scoped ref UaReader reader)
    {
        NodeId = reader.ReadNodeIdKey();
        AttributeId = reader.ReadEnum<AttributeId>();
        IndexRange = reader.ReadStringBytes(out _);
        DataEncodingNamespace = reader.ReadUInt16();
        DataEncoding = reader.ReadStringBytes(out _);
    }

    public NodeIdKey NodeId { get; }

    public AttributeId AttributeId { get; }

    /// <summary>UTF-8 of the range; empty for the whole value.</summary>
    public ReadOnlySpan<byte> IndexRange { get; }

    public ushort DataEncodingNamespace { get; }

    /// <summary>UTF-8 of the encoding's name; empty for the default.</summary>
    public ReadOnlySpan<byte> DataEncoding { get; }
}
