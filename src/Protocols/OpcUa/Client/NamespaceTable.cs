using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>A server's namespace URIs by index. The same URI may have another index after the server's restart.</summary>
public sealed class NamespaceTable
{
    public const string StandardUri = "http://opcfoundation.org/UA/";

    private readonly string[] _uris;

    public NamespaceTable(IEnumerable<string?> uris) => _uris = [.. uris.Select(uri => uri ?? "")];

    /// <summary>The standard's namespace alone.</summary>
    public static NamespaceTable Empty { get; } = new([StandardUri]);

    public IReadOnlyList<string> Uris => _uris;

    /// <summary>The URI of an index; null when there is none.</summary>
    public string? UriOf(ushort index) => index < _uris.Length ? _uris[index] : null;

    /// <summary>The index of a URI; -1 when there is none.</summary>
    public int IndexOf(string uri) => Array.IndexOf(_uris, uri);

    public bool IsSame(NamespaceTable other) => _uris.AsSpan().SequenceEqual(other._uris);

    /// <summary>The node id with its namespace by name, which stays right when indexes change.</summary>
    public ExpandedNodeId Name(NodeId id) =>
        id.NamespaceIndex == 0 || UriOf(id.NamespaceIndex) is not { } uri ? new ExpandedNodeId(id) : new ExpandedNodeId(id, uri, 0);

    /// <summary>The node id under this table's indexes.</summary>
    /// <returns>False when the server does not know the namespace.</returns>
    public bool TryResolve(in ExpandedNodeId named, out NodeId id)
    {
        id = named.Id;
        if (named.NamespaceUri is not { } uri)
            return true;
        var index = IndexOf(uri);
        if (index < 0)
            return false;
        id = named.Id.WithNamespace((ushort)index);
        return true;
    }
}
