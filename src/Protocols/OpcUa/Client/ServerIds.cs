using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>The standard's own nodes that a client reads (OPC 10000-6, A.3).</summary>
internal static class ServerIds
{
    public static readonly NodeId Server = new(2253);
    public static readonly NodeId NamespaceArray = new(2255);
    public static readonly NodeId StartTime = new(2257);
    public static readonly NodeId State = new(2259);
    public static readonly NodeId ServiceLevel = new(2267);
    public static readonly NodeId SetSubscriptionDurable = new(12749);
    public static readonly NodeId GetMonitoredItems = new(11492);
    public static readonly NodeId HierarchicalReferences = new(33);
    public static readonly NodeId MaxNodesPerRead = new(11705);
    public static readonly NodeId MaxNodesPerWrite = new(11707);
    public static readonly NodeId MaxNodesPerMethodCall = new(11709);
    public static readonly NodeId MaxNodesPerBrowse = new(11710);
    public static readonly NodeId MaxNodesPerTranslate = new(11712);
    public static readonly NodeId MaxNodesPerNodeManagement = new(11713);
    public static readonly NodeId MaxMonitoredItemsPerCall = new(11714);
    public static readonly NodeId MaxNodesPerHistoryReadData = new(12165);
    public static readonly NodeId MaxBrowseContinuationPoints = new(2735);
    public static readonly NodeId MaxMonitoredItemsPerSubscription = new(24104);
}
