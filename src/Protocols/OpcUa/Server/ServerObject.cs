using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Fills the Server object with what the server says of itself (OPC 10000-5, 6.3 and 8.3.2).</summary>
internal sealed class ServerObject(UaAddressSpace space, AttributeReader attributes, OpcUaServerOptions options, ServerCounters counters)
{
    private readonly UaDateTime _started = UaDateTime.From(options.Time.GetUtcNow());

    public ServerState State { get; set; }

    public byte ServiceLevel { get; set; } = 255;

    private UaDateTime Now => UaDateTime.From(options.Time.GetUtcNow());

    public void Supply(Func<int> sessions, Func<int> subscriptions, Func<int> intervals)
    {
        attributes.Supply(2254, () => Variant.FromArray([options.ApplicationUri]));
        attributes.Supply(2255, () => Variant.FromArray(space.Namespaces.Uris.ToArray<string?>()));
        attributes.Supply(15004, () => new Variant(0u));
        attributes.Supply(2267, () => new Variant(ServiceLevel));
        attributes.Supply(2994, () => new Variant(false));
        SupplyStatus();
        SupplyCapabilities();
        SupplyHistory();
        SupplyDiagnostics(() => counters.Summary(sessions(), subscriptions(), intervals()));
        attributes.Supply(3709, () => new Variant(0));
        SupplyNamespace();
    }

    private void SupplyStatus()
    {
        var build = new BuildInfo(options.ProductUri, options.ManufacturerName, options.ApplicationName, options.SoftwareVersion, options.BuildNumber, default);
        attributes.Supply(2256, () => new Variant(new ServerStatusDataType(_started, Now, State, build, 0, default).ToExtensionObject()));
        attributes.Supply(2257, () => new Variant(_started));
        attributes.Supply(2258, () => new Variant(Now));
        attributes.Supply(2259, () => new Variant((int)State));
        attributes.Supply(2260, () => new Variant(build.ToExtensionObject()));
        attributes.Supply(2262, () => new Variant(build.ProductUri));
        attributes.Supply(2263, () => new Variant(build.ManufacturerName));
        attributes.Supply(2261, () => new Variant(build.ProductName));
        attributes.Supply(2264, () => new Variant(build.SoftwareVersion));
        attributes.Supply(2265, () => new Variant(build.BuildNumber));
        attributes.Supply(2266, () => new Variant(build.BuildDate));
        attributes.Supply(2992, () => new Variant(0u));
        attributes.Supply(2993, () => new Variant(new LocalizedText("")));
    }

    private void SupplyCapabilities()
    {
        var limits = options.Limits;
        Constant(2269, Variant.FromArray(["http://opcfoundation.org/UA-Profile/Server/StandardUA2017"]));
        Constant(2271, Variant.FromArray(["en"]));
        Constant(2272, new Variant(limits.MinSamplingIntervalMs));
        Constant(2735, new Variant((ushort)Math.Min(limits.MaxBrowseContinuationPoints, ushort.MaxValue)));
        Constant(2736, new Variant((ushort)0));
        Constant(2737, new Variant((ushort)Math.Min(limits.MaxHistoryContinuationPoints, ushort.MaxValue)));
        Constant(3704, Variant.FromArray(Array.Empty<ExtensionObject>()));
        foreach (var (id, value) in (ReadOnlySpan<(uint, int)>)[
            (11702, limits.MaxArrayLength), (11703, limits.MaxStringBytes), (12911, options.Channels.Limits.MaxMessageBytes),
            (11705, limits.MaxNodesPerRead), (12165, limits.MaxNodesPerHistoryRead), (12166, 0), (11707, limits.MaxNodesPerWrite), (12167, options.HistoryWriter is null ? 0 : limits.MaxNodesPerHistoryUpdate), (12168, 0),
            (11709, limits.MaxMethodsPerCall), (11710, limits.MaxNodesPerBrowse), (11711, limits.MaxNodesPerRegister), (11712, limits.MaxNodesPerTranslate),
            (11713, options.Nodes is null ? 0 : limits.MaxNodesPerNodeManagement), (11714, limits.MaxMonitoredItemsPerCall), (24095, limits.MaxSessions), (24096, limits.MaxSubscriptions), (24097, limits.MaxMonitoredItems),
            (24098, limits.MaxSubscriptionsPerSession), (24104, limits.MaxMonitoredItemsPerSubscription), (24099, limits.MaxSelectClauses),
            (24100, limits.MaxWhereElements), (31916, limits.MaxQueueSize)])
        {
            Constant(id, new Variant((uint)value));
        }
        Constant(24101, Variant.FromArray(Array.Empty<QualifiedName>()));
    }

    private void SupplyHistory()
    {
        Constant(11193, new Variant(options.History is not null));
        Constant(11273, new Variant((uint)options.Limits.MaxHistoryValues));
        Constant(11274, new Variant(0u));
        var offers = options.HistoryWriter?.Offers ?? HistoryChanges.None;
        foreach (var (id, change) in (ReadOnlySpan<(uint, HistoryChanges)>)[
            (11196, HistoryChanges.Insert), (11197, HistoryChanges.Replace), (11198, HistoryChanges.Update), (11199, HistoryChanges.DeleteRaw), (11200, HistoryChanges.DeleteAtTime)])
        {
            Constant(id, new Variant((offers & change) != 0));
        }
        foreach (var id in (ReadOnlySpan<uint>)[11242, 11281, 11282, 11283, 11502, 11275, 19091])
            Constant(id, new Variant(false));
    }

    private void SupplyDiagnostics(Func<ServerDiagnosticsSummaryDataType> summary)
    {
        attributes.Supply(2275, () => new Variant(summary().ToExtensionObject()));
        attributes.Supply(2276, () => new Variant(summary().ServerViewCount));
        attributes.Supply(2277, () => new Variant(summary().CurrentSessionCount));
        attributes.Supply(2278, () => new Variant(summary().CumulatedSessionCount));
        attributes.Supply(2279, () => new Variant(summary().SecurityRejectedSessionCount));
        attributes.Supply(3705, () => new Variant(summary().RejectedSessionCount));
        attributes.Supply(2281, () => new Variant(summary().SessionTimeoutCount));
        attributes.Supply(2282, () => new Variant(summary().SessionAbortCount));
        attributes.Supply(2284, () => new Variant(summary().PublishingIntervalCount));
        attributes.Supply(2285, () => new Variant(summary().CurrentSubscriptionCount));
        attributes.Supply(2286, () => new Variant(summary().CumulatedSubscriptionCount));
        attributes.Supply(2287, () => new Variant(summary().SecurityRejectedRequestsCount));
        attributes.Supply(2288, () => new Variant(summary().RejectedRequestsCount));
        Constant(2294, new Variant(true));
    }

    private void SupplyNamespace()
    {
        Constant(15958, new Variant(NamespaceTable.StandardUri));
        Constant(15959, new Variant("1.05"));
        Constant(15960, new Variant(UaDateTime.From(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero))));
        // Only the part of the standard's nodes that this server needs is there.
        Constant(15961, new Variant(true));
        Constant(15962, Variant.FromArray([0]));
        Constant(15963, Variant.FromArray(["1:65535"]));
        Constant(15964, new Variant(""));
    }

    private void Constant(uint id, in Variant value) => space.SetConstant(space.FindStandard(id), value);
}
