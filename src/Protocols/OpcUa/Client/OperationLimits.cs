namespace Millwright.OpcUa.Client;

/// <summary>How much a server takes in one request (OPC 10000-5, 6.3.11). Where it says nothing, the client's own limit stands here.</summary>
public sealed record OperationLimits
{
    public required int NodesPerRead { get; init; }

    public required int NodesPerWrite { get; init; }

    public required int NodesPerMethodCall { get; init; }

    public required int NodesPerBrowse { get; init; }

    public required int NodesPerTranslate { get; init; }

    public required int NodesPerHistoryRead { get; init; }

    public required int NodesPerNodeManagement { get; init; }

    public required int MonitoredItemsPerCall { get; init; }

    /// <summary>Continuation points of Browse that a session may hold at once.</summary>
    public required int BrowseContinuationPoints { get; init; }

    /// <summary>Items in one subscription.</summary>
    public required int MonitoredItemsPerSubscription { get; init; }
}
