using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>How one node's history goes on.</summary>
/// <param name="Node">The node it belongs to.</param>
/// <param name="Handle">The product's handle.</param>
/// <param name="Continuation">What the product said.</param>
internal sealed record HistoryPoint(NodeId Node, int Handle, object Continuation);
