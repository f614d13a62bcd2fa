using Millwright.Model;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Publish.OpcUa;

/// <summary>The conditions of the plant for clients: told again on a refresh, acknowledged through the gate in the name of the session's user.</summary>
/// <param name="events">Where they come from.</param>
/// <param name="map">Makes an event of OPC UA.</param>
/// <param name="ns">The namespace of the plant's nodes.</param>
/// <param name="refused">Told of each that was not done: the client learns only a status code.</param>
internal sealed class PlantConditions(IPlantEvents events, Func<Event, UaEvent> map, ushort ns, Action<ServiceCaller, StatusCode, string> refused) : IConditionSource
{
    public IEnumerable<UaEvent> Retained() => events.Conditions.Standing.Reverse().Select(map);

    public async ValueTask<StatusCode> CommandAsync(
        ServiceCaller caller, ConditionCommand command, NodeId condition, byte[]? eventId, LocalizedText comment, CancellationToken cancellation)
    {
        ConditionAction? action = command switch
        {
            ConditionCommand.Acknowledge => ConditionAction.Acknowledge,
            ConditionCommand.Confirm => ConditionAction.Confirm,
            ConditionCommand.AddComment => ConditionAction.Comment,
            _ => null,
        };
        if (action is not { } what)
            return StatusCodes.BadNotSupported;
        if (caller.User.Tag is not Identity who)
            return StatusCodes.BadUserAccessDenied;
        // A branch is acknowledged by its event, under the id of its condition.
        var all = events.Conditions.Standing.Where(e => EventMapping.ConditionId(ns, ConditionKey.Of(e, e.Condition! with { Branch = "" })) == condition).ToList();
        if (all.Count == 0)
            return StatusCodes.BadNodeIdUnknown;
        if (all.Find(e => eventId is not null && EventMapping.IdOf(e.Id).AsSpan().SequenceEqual(eventId)) is not { } seen)
            return StatusCodes.BadEventIdUnknown;
        if (what == ConditionAction.Acknowledge && seen.Condition!.IsAcknowledged)
            return StatusCodes.BadConditionBranchAlreadyAcked;
        if (what == ConditionAction.Confirm && seen.Condition!.IsConfirmed)
            return StatusCodes.BadConditionBranchAlreadyConfirmed;
        var answer = await events.ActAsync(ConditionKey.Of(seen, seen.Condition!).Word, what, comment.Text ?? "", seen.Id, who, cancellation).ConfigureAwait(false);
        var status = PlantCommands.StatusOf(answer.End);
        if (!status.IsGood)
            refused(caller, status, $"{who.Name} may not {what.ToString().ToLowerInvariant()} {seen.Condition!.Name}: {answer.Problem}; {answer.Remedy}");
        return status;
    }
}
