namespace Millwright.OpcUa.AddressSpace;

/// <summary>
/// The namespace URIs of a server; the position is the index in node ids and names (OPC 10000-3, 8.2.2). 0 is the standard's, 1 the
/// server's own. Entries are only ever added while the server runs.
/// </summary>
public sealed class NamespaceTable
{
    /// <summary>The standard's own namespace, index 0.</summary>
    public const string StandardUri = "http://opcfoundation.org/UA/";

    private string[] _uris;

    internal NamespaceTable(string applicationUri) => _uris = [StandardUri, applicationUri];

    /// <summary>All URIs, by index.</summary>
    public IReadOnlyList<string> Uris => _uris;

    public int Count => _uris.Length;

    /// <summary>The index of a URI, or -1.</summary>
    public int IndexOf(string uri) => Array.IndexOf(_uris, uri);

    /// <summary>The index of a URI, which is added when it is new.</summary>
    public ushort GetOrAdd(string uri)
    {
        ArgumentException.ThrowIfNullOrEmpty(uri);
        var index = IndexOf(uri);
        if (index >= 0)
            return (ushort)index;
        _uris = [.. _uris, uri];
        return (ushort)(_uris.Length - 1);
    }
}
