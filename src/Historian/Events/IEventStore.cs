using Millwright.Historian.Health;

namespace Millwright.Historian.Events;

/// <summary>Answers questions about what happened.</summary>
public interface IEventStore
{
    /// <summary>The events that answer a question.</summary>
    EventPage Query(EventQuery query, CancellationToken cancellation);

    /// <summary>Damaged places found since the start.</summary>
    IReadOnlyList<HistorianFinding> Findings { get; }
}
