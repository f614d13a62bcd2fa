using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>References of one of the nodes that were browsed; the same node may come several times.</summary>
/// <param name="Index">Which of the nodes asked for.</param>
/// <param name="Status">Bad when the node could not be browsed.</param>
/// <param name="References">Some of its references.</param>
public readonly record struct BrowseFinding(int Index, StatusCode Status, IReadOnlyList<ReferenceDescription> References);
