using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Which references to follow.</summary>
public sealed record BrowseOptions
{
    /// <summary>Forward hierarchical references of all kinds.</summary>
    public static BrowseOptions Hierarchy { get; } = new();

    public BrowseDirection Direction { get; init; } = BrowseDirection.Forward;

    /// <summary>The kind of reference, with its subtypes; the default is HierarchicalReferences.</summary>
    public NodeId ReferenceType { get; init; } = ServerIds.HierarchicalReferences;

    /// <summary>Classes of nodes to find; 0 finds all.</summary>
    public uint NodeClassMask { get; init; }

    /// <summary>References in one answer; 0 leaves it to the server.</summary>
    public uint MaxReferencesPerNode { get; init; }

    internal BrowseDescription Describe(NodeId node) => new(node, Direction, ReferenceType, true, NodeClassMask, (uint)BrowseResultMask.All);
}
