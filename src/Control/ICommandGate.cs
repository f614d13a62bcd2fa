using Millwright.Model;
using Millwright.Security;

namespace Millwright.Control;

/// <summary>The one way to a device's methods and to its conditions. It fails closed: what is not known to be safe is refused.</summary>
public interface ICommandGate
{
    /// <summary>What can be called, in the order of the assets.</summary>
    IReadOnlyList<CommandDefinition> Commands { get; }

    /// <summary>Checks, records, calls once and records again. Refusals and failures are outcomes, not exceptions.</summary>
    ValueTask<CommandOutcome> CallAsync(CommandRequest request, Identity who, CancellationToken cancellation);

    /// <summary>Acknowledges, confirms or comments a condition that stands, in the same way.</summary>
    ValueTask<CommandOutcome> ActAsync(ConditionRequest request, Identity who, CancellationToken cancellation);
}

/// <summary>Something that an asset can be told to do.</summary>
/// <param name="Path">The asset's path and the command's name.</param>
/// <param name="Connection">The connection it goes by.</param>
/// <param name="Description">A sentence for people.</param>
/// <param name="MinimumRole">The least role.</param>
/// <param name="MinimumInterval">The least time between two calls.</param>
/// <param name="Arguments">What it has to be told, in the order of the device.</param>
/// <param name="OnlyWhen">Tags with the value, as a number or a state's word, that each must have, Good.</param>
public sealed record CommandDefinition(
    TagPath Path, string Connection, string? Description, Role MinimumRole, TimeSpan MinimumInterval, IReadOnlyList<CommandArgument> Arguments,
    IReadOnlyList<(TagPath Tag, string Value)> OnlyWhen);

/// <summary>What a command has to be told.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What kind of value it is.</param>
/// <param name="Range">The values it may have, null for any.</param>
/// <param name="Unit">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Default">Taken where nothing is said; none when it must be said.</param>
public sealed record CommandArgument(string Name, TagKind Kind, ValueRange? Range, Unit? Unit, string? Description, TagValue Default);

/// <summary>A wish to call.</summary>
/// <param name="Command">The full path.</param>
/// <param name="Arguments">By name.</param>
/// <param name="Reason">Why, for the audit trail.</param>
public sealed record CommandRequest(TagPath Command, IReadOnlyDictionary<string, TagValue> Arguments, string? Reason);

/// <summary>A wish to say something about a condition.</summary>
/// <param name="Key">The word that names the condition, see <see cref="ConditionKey.Word"/>.</param>
/// <param name="Action">What.</param>
/// <param name="Comment">In words; may be empty but for a comment.</param>
/// <param name="Seen">The event that the person saw; null to speak of the newest, whatever it says.</param>
public sealed record ConditionRequest(string Key, ConditionAction Action, string Comment, EventId? Seen = null);

/// <summary>How a call ended.</summary>
public enum CommandResult
{
    /// <summary>The device says that it is done.</summary>
    Done,
    /// <summary>There is no such command or condition.</summary>
    Unknown,
    /// <summary>The identity's role is too low.</summary>
    Role,
    /// <summary>An argument is missing, unknown or of the wrong type.</summary>
    Type,
    /// <summary>An argument is outside of its range.</summary>
    Range,
    /// <summary>Too soon after the call before.</summary>
    Rate,
    /// <summary>The machine is not in the state that the command asks for, or nobody knows.</summary>
    Mode,
    /// <summary>Another call of the command is under way.</summary>
    InProgress,
    /// <summary>The audit trail cannot be written, so nothing is done.</summary>
    AuditUnavailable,
    /// <summary>The device refused or is not connected; nothing was done.</summary>
    Device,
    /// <summary>The device did not answer: whether it was done is unknown.</summary>
    Unconfirmed,
}

/// <summary>What became of a call.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Problem">What stood in the way, null when done.</param>
/// <param name="Remedy">What to do about it, null when done.</param>
/// <param name="Outputs">What the device answered, in its order.</param>
/// <param name="AuditId">The record in the audit trail, 0 when it could not be written.</param>
/// <param name="Duration">From the request to the answer.</param>
public sealed record CommandOutcome(
    CommandResult Result, string? Problem, string? Remedy, IReadOnlyList<TagValue> Outputs, long AuditId, TimeSpan Duration);
