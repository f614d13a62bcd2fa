using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>The methods of one file object.</summary>
internal sealed record FileMethodIds(NodeId File, NodeId Open, NodeId Close, NodeId Read, NodeId Write, NodeId GetPosition, NodeId SetPosition)
{
    /// <summary>Names and, for servers that do not show them, ids in FileType, in the order of this record.</summary>
    public static IReadOnlyList<(string Name, uint Id)> Known { get; } =
        [("Open", 11580), ("Close", 11583), ("Read", 11585), ("Write", 11588), ("GetPosition", 11590), ("SetPosition", 11593)];
}
