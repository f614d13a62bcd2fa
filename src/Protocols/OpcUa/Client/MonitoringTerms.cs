using Millwright.OpcUa.Messages;

namespace Millwright.OpcUa.Client;

/// <summary>How an item is watched. Items of one subscription mostly agree on it, and then share one.</summary>
internal sealed record MonitoringTerms(
    AttributeId Attribute, double SamplingIntervalMs, uint QueueSize, bool DiscardOldest, DataChangeTrigger Trigger, DeadbandType DeadbandType,
    double Deadband, string? IndexRange, EventFilter? Events)
{
    public static MonitoringTerms Of(MonitoredItemRequest request) => new(
        request.Attribute, request.SamplingIntervalMs, request.QueueSize, request.DiscardOldest, request.Trigger, request.DeadbandType,
        request.Deadband, request.IndexRange, request.Events);
}
