namespace Millwright.OpcUa.Server;

/// <summary>
/// What one server allows in all and each client in one request; most of it stands in ServerCapabilities for clients to read
/// (OPC 10000-5, 6.3.2 and 6.3.11). A request above a limit is refused as a whole with BadTooManyOperations.
/// </summary>
public sealed record ServerLimits
{
    public int MaxSessions { get; init; } = 200;

    public int MaxNodesPerRead { get; init; } = 10_000;

    public int MaxNodesPerWrite { get; init; } = 1_000;

    public int MaxNodesPerBrowse { get; init; } = 1_000;

    public int MaxNodesPerTranslate { get; init; } = 1_000;

    public int MaxNodesPerRegister { get; init; } = 10_000;

    public int MaxNodesPerHistoryRead { get; init; } = 100;

    public int MaxNodesPerHistoryUpdate { get; init; } = 100;

    public int MaxNodesPerNodeManagement { get; init; } = 1_000;

    public int MaxMethodsPerCall { get; init; } = 100;

    public int MaxMonitoredItemsPerCall { get; init; } = 10_000;

    /// <summary>References in one browse result before a continuation point is given.</summary>
    public int MaxReferencesPerNode { get; init; } = 1_000;

    /// <summary>References that one Browse looks at before it answers with a continuation point, however few of them match.</summary>
    public int MaxReferencesVisited { get; init; } = 500_000;

    /// <summary>References that one TranslateBrowsePaths looks at in all.</summary>
    public int MaxPathReferencesVisited { get; init; } = 50_000_000;

    /// <summary>Steps in a browse path.</summary>
    public int MaxPathElements { get; init; } = 64;

    /// <summary>Nodes a browse path may reach at any of its steps.</summary>
    public int MaxPathMatches { get; init; } = 1_000;

    public int MaxBrowseContinuationPoints { get; init; } = 100;

    public int MaxHistoryContinuationPoints { get; init; } = 100;

    /// <summary>Values of one node in one history answer or one change of history.</summary>
    public int MaxHistoryValues { get; init; } = 10_000;

    public int MaxSubscriptions { get; init; } = 1_000;

    public int MaxSubscriptionsPerSession { get; init; } = 100;

    public int MaxMonitoredItems { get; init; } = 500_000;

    public int MaxMonitoredItemsPerSubscription { get; init; } = 100_000;

    /// <summary>Values that wait in one monitored item.</summary>
    public int MaxQueueSize { get; init; } = 1_000;

    /// <summary>Values that may wait in all monitored items together, an event counting for each of its fields; when they are promised, further items get a queue of one.</summary>
    public int MaxQueuedValues { get; init; } = 2_000_000;

    /// <summary>Events that wait in one monitored item.</summary>
    public int MaxEventQueueSize { get; init; } = 10_000;

    /// <summary>Events that one condition refresh tells to all items of its subscription together.</summary>
    public int MaxRefreshedEvents { get; init; } = 100_000;

    /// <summary>Values and events in one notification message; 0 leaves it to the client.</summary>
    public int MaxNotificationsPerPublish { get; init; } = 50_000;

    /// <summary>Publish requests that wait in one session; a further one sends the oldest back.</summary>
    public int MaxPublishRequests { get; init; } = 100;

    /// <summary>Sent messages that a subscription keeps for Republish.</summary>
    public int MaxRetransmissions { get; init; } = 100;

    /// <summary>Bytes of sent messages that a subscription keeps for Republish.</summary>
    public int MaxRetransmissionBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes of sent messages that all subscriptions keep; above it each keeps only its newest.</summary>
    public long MaxKeptBytes { get; init; } = 128L * 1024 * 1024;

    public int MaxSelectClauses { get; init; } = 200;

    public int MaxWhereElements { get; init; } = 100;

    /// <summary>Requests of one session that wait for the product: writes, calls, history.</summary>
    public int MaxPendingOperations { get; init; } = 64;

    public double MinSamplingIntervalMs { get; init; } = 10;

    public double MinPublishingIntervalMs { get; init; } = 10;

    public double MaxPublishingIntervalMs { get; init; } = 3_600_000;

    /// <summary>The longest a subscription lives without its client, whatever the client asks for.</summary>
    public TimeSpan MaxSubscriptionLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest life of a durable subscription, in whole hours (OPC 10000-4, 6.8); zero grants none. It does not outlive the server's restart.</summary>
    public TimeSpan MaxDurableLifetime { get; init; }

    public TimeSpan MinSessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan MaxSessionTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Elements of an array and bytes of a string in a request.</summary>
    public int MaxArrayLength { get; init; } = 1_000_000;

    public int MaxStringBytes { get; init; } = 1 << 20;
}
