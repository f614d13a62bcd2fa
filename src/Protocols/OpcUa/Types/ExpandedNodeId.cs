using System.Globalization;

namespace Millwright.OpcUa.Types;

/// <summary>A node id that may name its namespace by URI and a node of another server (OPC 10000-4, 7.16).</summary>
/// <param name="Id">The id; its namespace index counts only when <paramref name="NamespaceUri"/> is null.</param>
/// <param name="NamespaceUri">The namespace's URI, or null to use the index.</param>
/// <param name="ServerIndex">Index into the server's ServerArray; 0 is the server itself.</param>
public readonly record struct ExpandedNodeId(NodeId Id, string? NamespaceUri, uint ServerIndex)
{
    public ExpandedNodeId(NodeId id)
        : this(id, null, 0)
    {
    }

    public bool IsNull => Id.IsNull && NamespaceUri is null && ServerIndex == 0;

    /// <summary>The node is one of the server that gave this id, and no URI needs looking up.</summary>
    public bool IsLocal => NamespaceUri is null && ServerIndex == 0;

    public static implicit operator ExpandedNodeId(NodeId id) => new(id);

    /// <summary>Reads <c>svr=1;nsu=http://example.com/;s=Speed</c> and every form of <see cref="NodeId.Parse"/>.</summary>
    /// <exception cref="UaException">BadNodeIdInvalid, with what was expected.</exception>
    public static ExpandedNodeId Parse(ReadOnlySpan<char> text) => TryParse(text, out var id)
        ? id
        : throw new UaException(StatusCodes.BadNodeIdInvalid, $"'{text}' is not a node id: write for instance nsu=http://example.com/machine;s=Speed or ns=2;s=Speed");

    public static bool TryParse(ReadOnlySpan<char> text, out ExpandedNodeId id)
    {
        id = default;
        uint server = 0;
        if (text.StartsWith("svr=", StringComparison.Ordinal))
        {
            var end = text.IndexOf(';');
            if (end < 0 || !uint.TryParse(text[4..end], NumberStyles.None, CultureInfo.InvariantCulture, out server))
                return false;
            text = text[(end + 1)..];
        }
        if (!text.StartsWith("nsu=", StringComparison.Ordinal))
        {
            if (!NodeId.TryParse(text, out var local))
                return false;
            id = new ExpandedNodeId(local, null, server);
            return true;
        }
        var semicolon = text.IndexOf(';');
        if (semicolon < 5 || !NodeIdText.TryParseIdentifier(0, text[(semicolon + 1)..], out var identifier))
            return false;
        var uri = text[4..semicolon].ToString().Replace("%3B", ";", StringComparison.OrdinalIgnoreCase).Replace("%25", "%", StringComparison.Ordinal);
        id = new ExpandedNodeId(identifier, uri, server);
        return true;
    }

    /// <summary>The id with the index its URI has in a server's namespace table; false when the table lacks the URI or the node is another server's.</summary>
    public bool TryResolve(IReadOnlyList<string> namespaceTable, out NodeId id)
    {
        ArgumentNullException.ThrowIfNull(namespaceTable);
        id = Id;
        if (ServerIndex != 0)
            return false;
        if (NamespaceUri is null)
            return true;
        for (var i = 0; i < namespaceTable.Count && i <= ushort.MaxValue; i++)
        {
            if (namespaceTable[i] != NamespaceUri)
                continue;
            id = Id.WithNamespace((ushort)i);
            return true;
        }
        return false;
    }

    public override string ToString()
    {
        var server = ServerIndex == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"svr={ServerIndex};");
        if (NamespaceUri is null)
            return server + Id;
        var uri = NamespaceUri.Replace("%", "%25", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal);
        return $"{server}nsu={uri};{NodeIdText.FormatIdentifier(Id)}";
    }
}
