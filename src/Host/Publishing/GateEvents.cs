using Millwright.Control;
using Millwright.Flow.Events;
using Millwright.Model;
using Millwright.Publish.Plant;
using Millwright.Security;
using EventId = Millwright.Model.EventId;

namespace Millwright.Host.Publishing;

/// <summary>Events, conditions and commands as publishing sees them, all through the gate.</summary>
internal sealed class GateEvents(ICommandGate gate, EventBus bus, ConditionBook conditions) : IPlantEvents, IPlantCalls
{
    public EventBus Bus => bus;

    public ConditionBook Conditions => conditions;

    public IReadOnlyList<PublishedCommand> Commands =>
        [.. gate.Commands.Select(c => new PublishedCommand(c.Path, c.Description, c.MinimumRole, [.. c.Arguments.Select(a => new PublishedArgument(a.Name, a.Kind, a.Description))]))];

    public async ValueTask<WriteAnswer> ActAsync(string key, ConditionAction action, string comment, EventId? seen, Identity who, CancellationToken cancellation)
    {
        var outcome = await gate.ActAsync(new(key, action, comment, seen), who, cancellation);
        return new(EndOf(outcome.Result), outcome.Problem, outcome.Remedy);
    }

    public async ValueTask<CallAnswer> CallAsync(TagPath command, IReadOnlyDictionary<string, TagValue> arguments, Identity who, string? reason, CancellationToken cancellation)
    {
        var outcome = await gate.CallAsync(new(command, arguments, reason), who, cancellation);
        return new(EndOf(outcome.Result), outcome.Outputs, outcome.Problem, outcome.Remedy);
    }

    private static WriteEnd EndOf(CommandResult result) => result switch
    {
        CommandResult.Done => WriteEnd.Done,
        CommandResult.Unknown => WriteEnd.UnknownTag,
        CommandResult.Role => WriteEnd.NotAllowed,
        CommandResult.Type => WriteEnd.WrongType,
        CommandResult.Range => WriteEnd.OutOfRange,
        CommandResult.Rate => WriteEnd.TooSoon,
        CommandResult.Mode => WriteEnd.Stale,
        CommandResult.InProgress => WriteEnd.Busy,
        CommandResult.AuditUnavailable => WriteEnd.NotRecorded,
        CommandResult.Device => WriteEnd.DeviceRefused,
        _ => WriteEnd.Unconfirmed,
    };
}
