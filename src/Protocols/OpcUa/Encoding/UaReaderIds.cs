using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>Node ids and names.</summary>
public ref partial struct UaReader
{
    /// <summary>A node id in place (OPC 10000-6, 5.2.2.9): allocates nothing.</summary>
    public NodeIdKey ReadNodeIdKey() => ReadNodeIdKey(ReadByte());

    /// <summary>A node id; allocates nothing when it is numeric.</summary>
    public NodeId ReadNodeId() => ReadNodeIdKey().ToNodeId();

    /// <summary>A node id with its optional namespace URI and server index (OPC 10000-6, 5.2.2.10).</summary>
    public ExpandedNodeId ReadExpandedNodeId() => ReadExpandedNodeIdKey().ToExpandedNodeId();

    /// <summary>A node id with its optional namespace URI and server index in place: allocates nothing.</summary>
    public ExpandedNodeIdKey ReadExpandedNodeIdKey()
    {
        var encoding = ReadByte();
        var id = ReadNodeIdKey((byte)(encoding & ~NodeIdEncoding.Flags));
        var uri = (encoding & NodeIdEncoding.NamespaceUriFlag) != 0 ? ReadStringBytes(out _) : default;
        return new ExpandedNodeIdKey(id, uri, (encoding & NodeIdEncoding.ServerIndexFlag) != 0 ? ReadUInt32() : 0);
    }

    /// <summary>The text of a localized text in place, without its locale.</summary>
    public ReadOnlySpan<byte> ReadLocalizedTextBytes(out bool isNull)
    {
        var mask = ReadLocalizedTextMask();
        if ((mask & 1) != 0)
            SkipString();
        isNull = true;
        return (mask & 2) != 0 ? ReadStringBytes(out isNull) : default;
    }

    public QualifiedName ReadQualifiedName()
    {
        var index = ReadUInt16();
        return new QualifiedName(index, ReadString());
    }

    public LocalizedText ReadLocalizedText()
    {
        var mask = ReadLocalizedTextMask();
        var locale = (mask & 1) != 0 ? ReadString() : null;
        return new LocalizedText(locale, (mask & 2) != 0 ? ReadString() : null);
    }

    private byte ReadLocalizedTextMask()
    {
        var mask = ReadByte();
        if ((mask & ~3) != 0)
            DecodingFault.Malformed($"0x{mask:X2} is no mask of a localized text", "5.2.2.14");
        return mask;
    }

    private NodeIdKey ReadNodeIdKey(byte encoding)
    {
        switch (encoding)
        {
            case NodeIdEncoding.TwoByte:
                return new NodeIdKey(0, ReadByte());
            case NodeIdEncoding.FourByte:
                var four = Take(3);
                return new NodeIdKey(four[0], (uint)(four[1] | (four[2] << 8)));
            case NodeIdEncoding.Numeric:
                var index = ReadUInt16();
                return new NodeIdKey(index, ReadUInt32());
            case NodeIdEncoding.Text:
                index = ReadUInt16();
                return new NodeIdKey(index, NodeIdType.String, ReadStringBytes(out _));
            case NodeIdEncoding.Guid:
                index = ReadUInt16();
                return new NodeIdKey(index, NodeIdType.Guid, Take(16));
            case NodeIdEncoding.Opaque:
                index = ReadUInt16();
                return new NodeIdKey(index, NodeIdType.Opaque, ReadByteStringSpan(out _));
            default:
                DecodingFault.Malformed($"0x{encoding:X2} is no encoding of a node id", "5.2.2.9");
                return default;
        }
    }
}
