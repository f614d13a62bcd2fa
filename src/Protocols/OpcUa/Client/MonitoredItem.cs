using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>An item asked for, and how it stands at the server.</summary>
internal sealed class MonitoredItem(MonitoredItemRequest request)
{
    /// <summary>What was asked for, with the node by namespace URI from the first time on that it could be named.</summary>
    public MonitoredItemRequest Request { get; private set; } = request;

    public MonitoredItemState State { get; set; }

    public ExpandedNodeId NodeId => Request.NodeId;

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
            Request = Request with { NodeId = named };
    }

    public MonitoredItemCreateRequest Create(NodeId node)
    {
        var attribute = Request.Events is null ? Request.Attribute : AttributeId.EventNotifier;
        return new MonitoredItemCreateRequest(
            new ReadValueId(node, attribute, Request.IndexRange, default), MonitoringMode.Reporting,
            new MonitoringParameters(Request.Handle, Request.SamplingIntervalMs, Filter(), Request.QueueSize, Request.DiscardOldest));
    }

    private ExtensionObject Filter()
    {
        if (Request.Events is { } events)
            return Pack(events);
        return Request is { DeadbandType: DeadbandType.None, Trigger: DataChangeTrigger.StatusValue }
            ? ExtensionObject.Null
            : Pack(new DataChangeFilter(Request.Trigger, Request.DeadbandType, Request.Deadband));
    }

    private static ExtensionObject Pack<T>(T filter)
        where T : IUaMessage<T>
    {
        using var writer = new UaWriter(256);
        filter.Encode(writer);
        return new ExtensionObject(new NodeId(T.EncodingId), writer.Written.ToArray());
    }
}
