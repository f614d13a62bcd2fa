using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Judges what clients want to monitor and how (OPC 10000-4, 5.13.2 and 7.22).</summary>
internal sealed class MonitoredItemFactory(SubscriptionEngine engine, AttributeReader attributes)
{
    // What nobody announces has to be asked for, which costs at each sampling.
    private const double MinPolledIntervalMs = 100;
    private const int DefaultEventQueueSize = 1_000;

    /// <summary>Makes an item that is not yet sampled.</summary>
    /// <returns>Good, or why there is no item.</returns>
    public StatusCode TryCreate(Subscription subscription, UserIdentity user, MonitoredItemCreateRequest request, out MonitoredItem? item, out ExtensionObject filterResult)
    {
        item = null;
        filterResult = ExtensionObject.Null;
        var wanted = request.ItemToMonitor;
        NumericRange? range = null;
        if (!string.IsNullOrEmpty(wanted.IndexRange) && !NumericRange.TryParse(wanted.IndexRange, out range))
            return StatusCodes.BadIndexRangeInvalid;
        if (!string.IsNullOrEmpty(wanted.DataEncoding.Name))
            return wanted.AttributeId == AttributeId.Value && wanted.DataEncoding.Name == "Default Binary" ? StatusCodes.BadDataEncodingUnsupported : StatusCodes.BadDataEncodingInvalid;
        if (request.MonitoringMode is < MonitoringMode.Disabled or > MonitoringMode.Reporting)
            return StatusCodes.BadMonitoringModeInvalid;
        var created = new MonitoredItem(subscription, engine.NextItemId(), wanted.NodeId, wanted.AttributeId) { Range = range, Mode = request.MonitoringMode };
        var status = Find(created, user);
        if (status.IsGood)
            status = TrySet(created, request.RequestedParameters, out filterResult);
        if (status.IsGood)
            item = created;
        return status;
    }

    /// <summary>Gives an item other parameters; a refusal leaves it as it was.</summary>
    public StatusCode TrySet(MonitoredItem item, MonitoringParameters parameters, out ExtensionObject filterResult)
    {
        filterResult = ExtensionObject.Null;
        using var reading = engine.Space.Read();
        if (item.Attribute == AttributeId.EventNotifier)
            return TrySetEvents(item, parameters, out filterResult);
        var filter = DataFilter.Default;
        var status = parameters.Filter.IsNull ? StatusCodes.Good : FilterOf(item, parameters.Filter, out filter);
        if (status.IsBad)
            return status;
        item.Filter = filter;
        item.ClientHandle = parameters.ClientHandle;
        item.SamplingIntervalMs = SamplingInterval(item, parameters.SamplingIntervalMs);
        item.SetQueue(engine.Promise(item, parameters.QueueSize, engine.Limits.MaxQueueSize), parameters.DiscardOldest);
        return StatusCodes.Good;
    }

    private StatusCode Find(MonitoredItem item, UserIdentity user)
    {
        using var reading = engine.Space.Read();
        var node = engine.Space.Nodes.Find(item.NodeId.AsKey());
        if (node < 0)
            return StatusCodes.BadNodeIdUnknown;
        ref readonly var record = ref engine.Space.Nodes[node];
        item.Node = engine.Space.HandleOf(node);
        if (item.Attribute == AttributeId.EventNotifier)
            return record.Class is NodeClass.Object or NodeClass.View && (record.Notifier & EventNotifier.SubscribeToEvents) != 0 ? StatusCodes.Good : StatusCodes.BadAttributeIdInvalid;
        if (item.Attribute == AttributeId.Value)
        {
            item.Handle = NodeValue.IsHandle(record.Value) ? record.Value : -1;
            var readable = attributes.ReadValue(node, user).Status;
            return readable == StatusCodes.BadAttributeIdInvalid || readable == StatusCodes.BadNotReadable || readable == StatusCodes.BadUserAccessDenied ? readable : StatusCodes.Good;
        }
        var status = attributes.ReadAttribute(node, item.Attribute, user).Status;
        return status == StatusCodes.BadAttributeIdInvalid ? status : item.Range is null ? StatusCodes.Good : StatusCodes.BadIndexRangeInvalid;
    }

    private double SamplingInterval(MonitoredItem item, double requested)
    {
        if (!double.IsFinite(requested) || requested < 0)
            requested = item.Subscription.PublishingIntervalMs;
        if (item.Handle < 0)
            return Math.Max(requested, MinPolledIntervalMs);
        var node = engine.Space.Resolve(item.Node);
        var fastest = node < 0 ? 0 : engine.Space.ExtrasOf(node)?.MinimumSamplingIntervalMs ?? 0;
        requested = Math.Min(Math.Max(requested, fastest), engine.Limits.MaxPublishingIntervalMs);
        return requested == 0 ? 0 : Math.Max(requested, engine.Limits.MinSamplingIntervalMs);
    }

    private StatusCode FilterOf(MonitoredItem item, ExtensionObject requested, out DataFilter filter)
    {
        filter = DataFilter.Default;
        if (item.Attribute != AttributeId.Value)
            return StatusCodes.BadFilterNotAllowed;
        if (!requested.TryDecode<DataChangeFilter>(out var wanted))
            return StatusCodes.BadMonitoredItemFilterUnsupported;
        if (wanted.Trigger is < DataChangeTrigger.Status or > DataChangeTrigger.StatusValueTimestamp || wanted.DeadbandType is < DeadbandType.None or > DeadbandType.Percent)
            return StatusCodes.BadMonitoredItemFilterInvalid;
        if (wanted.DeadbandType == DeadbandType.None)
        {
            filter = new DataFilter(wanted.Trigger, 0);
            return StatusCodes.Good;
        }
        var node = engine.Space.Resolve(item.Node);
        if (!(wanted.DeadbandValue >= 0))
            return StatusCodes.BadDeadbandFilterInvalid;
        if (node >= 0 && !engine.Space.IsSubtype(engine.Space.Nodes[node].DataType, engine.Space.FindStandard(StandardIds.Number)))
            return StatusCodes.BadFilterNotAllowed;
        var deadband = wanted.DeadbandValue;
        if (wanted.DeadbandType == DeadbandType.Percent)
        {
            if (wanted.DeadbandValue > 100 || RangeOf(node) is not { } range)
                return StatusCodes.BadDeadbandFilterInvalid;
            deadband = wanted.DeadbandValue / 100 * Math.Abs(range.High - range.Low);
        }
        filter = new DataFilter(wanted.Trigger, deadband);
        return StatusCodes.Good;
    }

    private ValueRange? RangeOf(int node)
    {
        if (node < 0)
            return null;
        var name = engine.Space.Names.Find("EURange"u8);
        var cursor = engine.Space.ReferencesOf(node);
        while (cursor.Next(out var reference))
        {
            if (!reference.IsInverse && engine.Space.Nodes[reference.Target].BrowseName == name
                && attributes.Current(reference.Target).Value is { Type: BuiltInType.ExtensionObject, IsScalar: true } value && value.AsExtensionObject().TryDecode<ValueRange>(out var range))
            {
                return range;
            }
        }
        return null;
    }

    private StatusCode TrySetEvents(MonitoredItem item, MonitoringParameters parameters, out ExtensionObject filterResult)
    {
        filterResult = ExtensionObject.Null;
        if (parameters.Filter.IsNull || !parameters.Filter.TryDecode<EventFilter>(out var filter))
            return parameters.Filter.IsNull ? StatusCodes.BadEventFilterInvalid : StatusCodes.BadFilterNotAllowed;
        var status = EventProgram.TryCompile(filter, engine.Space, engine.Limits, out var program, out var result);
        filterResult = result.ToExtensionObject();
        if (status.IsBad)
            return status;
        item.Events = program;
        item.ClientHandle = parameters.ClientHandle;
        item.SamplingIntervalMs = 0;
        item.SetQueue(engine.Promise(item, parameters.QueueSize <= 1 ? DefaultEventQueueSize : parameters.QueueSize, engine.Limits.MaxEventQueueSize), parameters.DiscardOldest);
        return StatusCodes.Good;
    }
}
