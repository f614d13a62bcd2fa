using System.Buffers.Binary;

namespace Millwright.OpcUa.Types;

/// <summary>
/// A node id as it lies in a message: nothing is copied, so that a server finds its node without an allocation through
/// <c>GetAlternateLookup&lt;NodeIdKey&gt;()</c> of a dictionary built with <see cref="NodeIdComparer"/>.
/// </summary>
public readonly ref struct NodeIdKey
{
    internal NodeIdKey(ushort namespaceIndex, uint numeric)
    {
        NamespaceIndex = namespaceIndex;
        Numeric = numeric;
    }

    internal NodeIdKey(ushort namespaceIndex, NodeIdType type, ReadOnlySpan<byte> bytes)
    {
        NamespaceIndex = namespaceIndex;
        Type = type;
        Bytes = bytes;
    }

    public NodeIdType Type { get; }

    public ushort NamespaceIndex { get; }

    /// <summary>The identifier when <see cref="Type"/> is numeric.</summary>
    public uint Numeric { get; }

    /// <summary>UTF-8 of a string, the 16 encoded bytes of a GUID, or the opaque bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public bool IsNull => NamespaceIndex == 0 && Numeric == 0 && Bytes.IsEmpty;

    /// <summary>The id as a value of its own; allocates unless it is numeric.</summary>
    public NodeId ToNodeId() => NodeId.FromKey(this);

    internal int Hash()
    {
        if (Type == NodeIdType.Numeric)
            return (int)((Numeric + ((uint)NamespaceIndex << 24)) * 2_654_435_769u);
        if (Type == NodeIdType.Guid)
            return BinaryPrimitives.ReadInt32LittleEndian(Bytes) ^ BinaryPrimitives.ReadInt32LittleEndian(Bytes[12..]) ^ NamespaceIndex;
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        hash.Add((NamespaceIndex << 2) | (int)Type);
        return hash.ToHashCode();
    }

    internal bool Matches(in NodeIdKey other) =>
        Numeric == other.Numeric && NamespaceIndex == other.NamespaceIndex && Type == other.Type && Bytes.SequenceEqual(other.Bytes);
}
