using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Conditions;

/// <summary>What an alarm is, apart from where it stands.</summary>
public sealed record AlarmDescription
{
    /// <summary>The alarm's id; it need not be a node of the address space.</summary>
    public required NodeId ConditionId { get; init; }

    /// <summary>The name people know it by, unique at its source.</summary>
    public required string Name { get; init; }

    /// <summary>The node it is an alarm of; who watches that node or what it hangs below hears of it.</summary>
    public required NodeId SourceNode { get; init; }

    public required string SourceName { get; init; }

    /// <summary>AlarmConditionType or a subtype.</summary>
    public NodeId EventType { get; init; } = new(StandardIds.AlarmConditionType);

    /// <summary>The variable whose value it watches; null id for none.</summary>
    public NodeId InputNode { get; init; }

    /// <summary>Whether somebody must confirm it after it was acknowledged.</summary>
    public bool NeedsConfirmation { get; init; }

    /// <summary>The longest time that it may be put aside for.</summary>
    public TimeSpan MaxTimeShelved { get; init; } = TimeSpan.FromHours(12);
}
