namespace Millwright.OpcUa.Types;

/// <summary>
/// A structure with the id of its encoding, its body still encoded (OPC 10000-6, 5.2.2.15). <c>Structures</c> turns the body into a
/// readable tree when the type's definition is known; a body nobody understands passes through unchanged.
/// </summary>
/// <param name="TypeId">The id of the type's encoding node, for instance its "Default Binary".</param>
/// <param name="Encoding">How <paramref name="Body"/> is encoded.</param>
/// <param name="Body">The encoded structure; empty without a body. UTF-8 when it is XML.</param>
public sealed record ExtensionObject(NodeId TypeId, ExtensionObjectEncoding Encoding, ReadOnlyMemory<byte> Body)
{
    /// <summary>A structure encoded as OPC UA binary.</summary>
    public ExtensionObject(NodeId typeId, ReadOnlyMemory<byte> body)
        : this(typeId, ExtensionObjectEncoding.Binary, body)
    {
    }

    public static ExtensionObject Null { get; } = new(NodeId.Null, ExtensionObjectEncoding.NoBody, default);

    public bool IsNull => TypeId.IsNull && Encoding == ExtensionObjectEncoding.NoBody;

    public bool Equals(ExtensionObject? other) =>
        other is not null && TypeId == other.TypeId && Encoding == other.Encoding && Body.Span.SequenceEqual(other.Body.Span);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(TypeId);
        hash.AddBytes(Body.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => IsNull ? "null" : $"{TypeId} ({Body.Length} bytes)";
}
