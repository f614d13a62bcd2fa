using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>
/// Decides what clients may change of the address space (node management, OPC 10000-4, 5.8). It is asked first; what it allows the server then
/// carries out, unless the address space itself refuses.
/// </summary>
public interface INodeOwner
{
    /// <summary>A client wants to add an object or a variable.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="parent">The node it is to hang from.</param>
    /// <param name="wanted">What it is to be.</param>
    /// <param name="cancellation">The session or the server ends.</param>
    ValueTask<NodeGrant> AddAsync(ServiceCaller caller, NodeId parent, AddNodesItem wanted, CancellationToken cancellation);

    /// <summary>A client wants to remove a node and what hangs below it.</summary>
    ValueTask<StatusCode> DeleteAsync(ServiceCaller caller, NodeId node, CancellationToken cancellation);

    /// <summary>A client wants to add a reference between two nodes, or to remove one.</summary>
    ValueTask<StatusCode> ReferAsync(ServiceCaller caller, NodeId source, NodeId referenceType, NodeId target, bool isRemoval, CancellationToken cancellation);
}
