using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>The product's alarms and conditions (OPC 10000-9).</summary>
public interface IConditionSource
{
    /// <summary>The newest event of each condition that is retained now, for ConditionRefresh (OPC 10000-9, 5.5.7).</summary>
    IEnumerable<UaEvent> Retained();

    /// <summary>Carries out what an operator asks of a condition.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="condition">The condition's id.</param>
    /// <param name="eventId">The event that the operator saw; null for Enable and Disable.</param>
    /// <param name="comment">The operator's comment.</param>
    /// <param name="cancellation">The session or the server ends.</param>
    ValueTask<StatusCode> CommandAsync(
        ServiceCaller caller, ConditionCommand command, NodeId condition, byte[]? eventId, LocalizedText comment, CancellationToken cancellation);

    /// <summary>Puts an alarm aside or takes it back. Unsupported unless overridden.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="condition">The alarm's id.</param>
    /// <param name="time">For how long; only with TimedShelve.</param>
    /// <param name="comment">The operator's comment; mostly none.</param>
    /// <param name="cancellation">The session or the server ends.</param>
    ValueTask<StatusCode> ShelveAsync(
        ServiceCaller caller, ShelvingCommand command, NodeId condition, TimeSpan time, LocalizedText comment, CancellationToken cancellation) =>
        ValueTask.FromResult<StatusCode>(StatusCodes.BadMethodInvalid);
}
