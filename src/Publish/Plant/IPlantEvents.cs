using Millwright.Flow.Events;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Publish.Plant;

/// <summary>What happens at the plant, and the way to the gate for what people say of it.</summary>
public interface IPlantEvents
{
    /// <summary>Events as they come.</summary>
    EventBus Bus { get; }

    /// <summary>The conditions that matter now.</summary>
    ConditionBook Conditions { get; }

    /// <summary>Acknowledges, confirms or comments a condition through the gate. Refusals and failures are answers, not exceptions.</summary>
    ValueTask<WriteAnswer> ActAsync(string key, ConditionAction action, string comment, EventId? seen, Identity who, CancellationToken cancellation);
}
