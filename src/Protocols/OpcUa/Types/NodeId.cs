
namespace Millwright.OpcUa.Types;

/// <summary>
/// The identity of a node within a server (OPC 10000-3, 8.2): a namespace index and a number, a string, a GUID or opaque bytes.
/// 16 bytes; strings are kept as the UTF-8 they travel as, so comparing, hashing and encoding never transcode. The default value is the
/// null id <c>i=0</c>; null and empty strings are one value.
/// </summary>
public readonly struct NodeId : IEquatable<NodeId>
{
    private readonly byte[]? _bytes;
    private readonly uint _numeric;
    private readonly ushort _namespace;
    private readonly NodeIdType _type;

    /// <summary>A numeric id of namespace 0, the standard's own.</summary>
    public NodeId(uint numeric)
        : this(0, numeric)
    {
    }

    public NodeId(ushort namespaceIndex, uint numeric)
    {
        _namespace = namespaceIndex;
        _numeric = numeric;
    }

    public NodeId(ushort namespaceIndex, string text)
        : this(namespaceIndex, NodeIdType.String, System.Text.Encoding.UTF8.GetBytes(text ?? throw new ArgumentNullException(nameof(text))))
    {
    }

    public NodeId(ushort namespaceIndex, Guid guid)
        : this(namespaceIndex, NodeIdType.Guid, guid.ToByteArray())
    {
    }

    private NodeId(ushort namespaceIndex, NodeIdType type, byte[] bytes)
    {
        _namespace = namespaceIndex;
        _type = type;
        _bytes = bytes;
    }

    public static NodeId Null => default;

    public NodeIdType Type => _type;

    public ushort NamespaceIndex => _namespace;

    /// <summary>The number; 0 for other kinds.</summary>
    public uint Numeric => _numeric;

    /// <summary>UTF-8 of a string, the 16 encoded bytes of a GUID, or the opaque bytes; empty for a number.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The string identifier, decoded anew with each call; null for other kinds.</summary>
    public string? Text => _type == NodeIdType.String ? System.Text.Encoding.UTF8.GetString(Bytes) : null;

    /// <summary>The GUID identifier; null for other kinds.</summary>
    public Guid? Guid => _type == NodeIdType.Guid ? new Guid(Bytes) : null;

    public bool IsNull => AsKey().IsNull;

    public static NodeId Opaque(ushort namespaceIndex, ReadOnlySpan<byte> bytes) => new(namespaceIndex, NodeIdType.Opaque, bytes.ToArray());

    /// <summary>Reads <c>ns=2;s=Machine.Speed</c>, <c>i=85</c>, <c>ns=1;g=…</c>, <c>ns=1;b=base64</c> (OPC 10000-6, 5.3.1.10).</summary>
    /// <exception cref="UaException">BadNodeIdInvalid, with what was expected.</exception>
    public static NodeId Parse(ReadOnlySpan<char> text) => TryParse(text, out var id)
        ? id
        : throw new UaException(StatusCodes.BadNodeIdInvalid, $"'{text}' is not a node id: write for instance i=85, ns=2;s=Machine.Speed, ns=2;g=<guid> or ns=2;b=<base64>");

    public static bool TryParse(ReadOnlySpan<char> text, out NodeId id) => NodeIdText.TryParse(text, out id);

    /// <summary>The same identifier under another namespace index.</summary>
    public NodeId WithNamespace(ushort namespaceIndex) =>
        _bytes is null ? new NodeId(namespaceIndex, _numeric) : new NodeId(namespaceIndex, _type, _bytes);

    public NodeIdKey AsKey() => _bytes is null ? new NodeIdKey(_namespace, _numeric) : new NodeIdKey(_namespace, _type, _bytes);

    public bool Equals(NodeId other) =>
        _numeric == other._numeric && _namespace == other._namespace && _type == other._type
        && (ReferenceEquals(_bytes, other._bytes) || Bytes.SequenceEqual(other.Bytes));

    public override bool Equals(object? obj) => obj is NodeId other && Equals(other);

    public override int GetHashCode() => AsKey().Hash();

    public override string ToString() => NodeIdText.Format(this);

    public static bool operator ==(NodeId left, NodeId right) => left.Equals(right);

    public static bool operator !=(NodeId left, NodeId right) => !left.Equals(right);

    internal static NodeId FromKey(in NodeIdKey key) => key.Type == NodeIdType.Numeric
        ? new NodeId(key.NamespaceIndex, key.Numeric)
        : new NodeId(key.NamespaceIndex, key.Type, key.Bytes.ToArray());

    /// <summary>The parts that a <see cref="Variant"/> keeps without a box.</summary>
    internal (byte[]? Bytes, long Bits) Unpack() => (_bytes, _numeric | ((long)_namespace << 32) | ((long)_type << 48));

    internal static NodeId Pack(byte[]? bytes, long bits) => bytes is null
        ? new NodeId((ushort)(bits >> 32), (uint)bits)
        : new NodeId((ushort)(bits >> 32), (NodeIdType)(byte)(bits >> 48), bytes);
}
