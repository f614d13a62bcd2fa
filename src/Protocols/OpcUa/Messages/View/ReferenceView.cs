using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A <see cref="ReferenceDescription"/> in place: strings are UTF-8 of the message.</summary>
public readonly ref struct ReferenceView
{
    public ReferenceView(scoped ref UaReader reader)
    {
        ReferenceTypeId = reader.ReadNodeIdKey();
        IsForward = reader.ReadBoolean();
        NodeId = reader.ReadExpandedNodeIdKey();
        BrowseNameNamespace = reader.ReadUInt16();
        BrowseName = reader.ReadStringBytes(out _);
        DisplayName = reader.ReadLocalizedTextBytes(out _);
        NodeClass = reader.ReadEnum<NodeClass>();
        TypeDefinition = reader.ReadExpandedNodeIdKey();
    }

    public NodeIdKey ReferenceTypeId { get; }

    public bool IsForward { get; }

    public ExpandedNodeIdKey NodeId { get; }

    public ushort BrowseNameNamespace { get; }

    public ReadOnlySpan<byte> BrowseName { get; }

    /// <summary>The text without its locale.</summary>
    public ReadOnlySpan<byte> DisplayName { get; }

    public NodeClass NodeClass { get; }

    public ExpandedNodeIdKey TypeDefinition { get; }
}
