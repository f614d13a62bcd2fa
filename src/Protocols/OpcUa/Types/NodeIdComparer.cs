namespace Millwright.OpcUa.Types;

/// <summary>Finds node ids in dictionaries, also by the bytes of a message (<see cref="NodeIdKey"/>), without an allocation.</summary>
public sealed class NodeIdComparer : IEqualityComparer<NodeId>, IAlternateEqualityComparer<NodeIdKey, NodeId>
{
    public static NodeIdComparer Instance { get; } = new();

    public bool Equals(NodeId x, NodeId y) => x.Equals(y);

    public int GetHashCode(NodeId obj) => obj.GetHashCode();

    public bool Equals(NodeIdKey alternate, NodeId other) => alternate.Matches(other.AsKey());

    public int GetHashCode(NodeIdKey alternate) => alternate.Hash();

    public NodeId Create(NodeIdKey alternate) => alternate.ToNodeId();
}
