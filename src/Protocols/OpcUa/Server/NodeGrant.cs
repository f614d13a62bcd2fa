using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>What the owner of an address space says to a node that a client wants to add.</summary>
/// <param name="Status">Good, or why not.</param>
/// <param name="Id">The new node's id.</param>
/// <param name="Handle">The product's handle for a variable's value; -1 keeps the value the client gave as a constant.</param>
public readonly record struct NodeGrant(StatusCode Status, NodeId Id, int Handle = -1)
{
    public static NodeGrant Refused(StatusCode status) => new(status, NodeId.Null);
}
