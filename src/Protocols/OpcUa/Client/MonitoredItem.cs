using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>An item asked for, and how it stands at the server.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="neighbour">An item whose terms it shares where they are the same.</param>
internal sealed class MonitoredItem(MonitoredItemRequest request, MonitoredItem? neighbour = null)
{
    /// <summary>The caller's number for it.</summary>
    public uint Handle { get; } = request.Handle;

    /// <summary>The node, by namespace URI from the first time on that it could be named.</summary>
    public ExpandedNodeId NodeId { get; private set; } = request.NodeId;

    public MonitoringTerms Terms { get; } = MonitoringTerms.Of(request) is var own && own == neighbour?.Terms ? neighbour.Terms : own;

    public MonitoredItemState State { get; set; }

    public SubscriptionPart? Part { get; set; }

    /// <summary>The server's number while live.</summary>
    public uint ServerId { get; set; }

    /// <summary>Why it failed last.</summary>
    public StatusCode Status { get; set; } = StatusCodes.UncertainInitialValue;

    /// <summary>Monotonic time of the next try.</summary>
    public long RetryAt { get; set; }

    public TimeSpan RetryAfter { get; set; }

    /// <summary>Keeps an index by its URI, the first time that a table knows it.</summary>
    public void Name(NamespaceTable namespaces)
    {
        if (NodeId.NamespaceUri is null && NodeId.Id.NamespaceIndex != 0 && namespaces.Name(NodeId.Id) is { NamespaceUri: not null } named)
            NodeId = named;
    }

    public MonitoredItemCreateRequest Create(NodeId node)
    {
        var attribute = Terms.Events is null ? Terms.Attribute : AttributeId.EventNotifier;
        return new MonitoredItemCreateRequest(
            new ReadValueId(node, attribute, Terms.IndexRange, default), MonitoringMode.Reporting,
            new MonitoringParameters(Handle, Terms.SamplingIntervalMs, Filter(), Terms.QueueSize, Terms.DiscardOldest));
    }

    private ExtensionObject Filter()
    {
        if (Terms.Events is { } events)
            return Pack(events);
        return Terms is { DeadbandType: DeadbandType.None, Trigger: DataChangeTrigger.StatusValue }
            ? ExtensionObject.Null
            : Pack(new DataChangeFilter(Terms.Trigger, Terms.DeadbandType, Terms.Deadband));
    }

    private static ExtensionObject Pack<T>(T filter)
        where T : IUaMessage<T>
    {
        using var writer = new UaWriter(256);
        filter.Encode(writer);
        return new ExtensionObject(new NodeId(T.EncodingId), writer.Written.ToArray());
    }
}
