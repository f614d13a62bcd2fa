namespace Millwright.OpcUa.Types;

/// <summary>An expanded node id as it lies in a message: nothing is copied.</summary>
public readonly ref struct ExpandedNodeIdKey
{
    internal ExpandedNodeIdKey(NodeIdKey id, ReadOnlySpan<byte> namespaceUri, uint serverIndex)
    {
        Id = id;
        NamespaceUri = namespaceUri;
        ServerIndex = serverIndex;
    }

    public NodeIdKey Id { get; }

    /// <summary>UTF-8 of the namespace's URI; empty when the index counts.</summary>
    public ReadOnlySpan<byte> NamespaceUri { get; }

    public uint ServerIndex { get; }

    /// <inheritdoc cref="ExpandedNodeId.IsLocal"/>
    public bool IsLocal => NamespaceUri.IsEmpty && ServerIndex == 0;

    /// <summary>The id as a value of its own; allocates unless it is numeric and local.</summary>
    public ExpandedNodeId ToExpandedNodeId() =>
        new(Id.ToNodeId(), NamespaceUri.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(NamespaceUri), ServerIndex);
}
