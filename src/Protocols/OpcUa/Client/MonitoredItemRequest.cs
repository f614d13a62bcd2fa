using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>What to watch.</summary>
/// <param name="Handle">The caller's number for it, unique within the subscription; comes with each value.</param>
/// <param name="NodeId">
/// The node, best with its namespace by URI. An index counts in the server's table at the time the item is first made, and is kept by URI from then on.
/// </param>
public sealed record MonitoredItemRequest(uint Handle, ExpandedNodeId NodeId)
{
    public AttributeId Attribute { get; init; } = AttributeId.Value;

    /// <summary>How often the server looks at the value, in milliseconds; 0 is as fast as it can, -1 the publishing interval.</summary>
    public double SamplingIntervalMs { get; init; } = -1;

    /// <summary>Values that the server keeps between two publishes.</summary>
    public uint QueueSize { get; init; } = 10;

    /// <summary>Whether a full queue drops its oldest value; else its newest.</summary>
    public bool DiscardOldest { get; init; } = true;

    /// <summary>What counts as a change.</summary>
    public DataChangeTrigger Trigger { get; init; } = DataChangeTrigger.StatusValue;

    public DeadbandType DeadbandType { get; init; } = DeadbandType.None;

    /// <summary>Absolute, or percent of the range.</summary>
    public double Deadband { get; init; }

    /// <summary>Elements of an array, such as <c>3:5</c>; null for all of it.</summary>
    public string? IndexRange { get; init; }

    /// <summary>Watches events instead of values; <see cref="Attribute"/> is EventNotifier then.</summary>
    public EventFilter? Events { get; init; }
}
