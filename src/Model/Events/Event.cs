namespace Millwright.Model;

/// <summary>Something that happened: at a machine, or found out here by a rule or an alarm. The same for every protocol.</summary>
/// <remarks>What is too long is cut by <see cref="EventLimits"/> before it is handed on.</remarks>
public sealed record Event
{
    public required EventId Id { get; init; }

    /// <summary>The connection it came by; empty for what this program says itself.</summary>
    public required string Connection { get; init; }

    /// <summary>The asset or tag it is about, plant first; empty when it is about nothing that the plant has.</summary>
    public TagPath Source { get; init; }

    /// <summary>What it is about in the source's own words.</summary>
    public string SourceName { get; init; } = "";

    /// <summary>When it happened, by the source's clock.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>When this program heard of it.</summary>
    public required Timestamp ReceiveTime { get; init; }

    /// <summary>How urgent it is, from 1 (to know) to 1000 (catastrophe), as in OPC 10000-5, 6.4.2.</summary>
    public required int Severity { get; init; }

    /// <summary>The kind of event, such as <c>ExclusiveLimitAlarmType</c>.</summary>
    public required string Type { get; init; }

    public string Message { get; init; } = "";

    /// <summary>How far what it says can be trusted.</summary>
    public Quality Quality { get; init; }

    /// <summary>The source's own name of this event, by which it is told what is acknowledged; empty where there is none.</summary>
    public string SourceEvent { get; init; } = "";

    /// <summary>How the condition is that it tells of; null for an event that is over with being said.</summary>
    public ConditionState? Condition { get; init; }

    /// <summary>True when it was heard of after the fact: it says nothing of how its condition is now.</summary>
    public bool IsPast { get; init; }

    /// <summary>What else it says.</summary>
    public IReadOnlyList<EventField> Fields { get; init; } = [];
}
