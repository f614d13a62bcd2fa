using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Publish.OpcUa;

/// <summary>Writes and commands of clients, asked of the plant in the name of the session's user.</summary>
/// <param name="tags">What the handles mean.</param>
/// <param name="writes">The way to the gate.</param>
/// <param name="commands">The commands behind the handles that are no tags'.</param>
/// <param name="calls">The way to the gate for them.</param>
/// <param name="refused">Told of each write that was not done: the client learns only a status code.</param>
internal sealed class PlantCommands(
    TagTable tags, IPlantWrites writes, CommandNodes commands, IPlantCalls calls, Action<ServiceCaller, StatusCode, string> refused) : IValueWriter, IMethodCaller
{
    public async ValueTask<StatusCode> WriteAsync(ServiceCaller caller, int handle, DataValue value, CancellationToken cancellation)
    {
        if (!tags.TryGet(new(handle), out var tag))
            return StatusCodes.BadNodeIdUnknown;
        return ValueMapping.TryToTagValue(value.Value, out var wanted)
            ? await AskAsync(caller, tag, wanted, caller.AuditEntryId, cancellation).ConfigureAwait(false)
            : StatusCodes.BadTypeMismatch;
    }

    public async ValueTask<MethodOutcome> CallAsync(ServiceCaller caller, NodeId objectId, int handle, IReadOnlyList<Variant> inputs, CancellationToken cancellation)
    {
        if (commands.Find(handle) is { } command)
            return await CallAsync(caller, command, inputs, cancellation).ConfigureAwait(false);
        if (!tags.TryGet(new(handle), out var tag) || !TagValue.Of(true).TryConvert(tag.Kind, out var pulse))
            return MethodOutcome.Failed(StatusCodes.BadMethodInvalid);
        var reason = inputs is [{ Type: BuiltInType.String } first] && !string.IsNullOrWhiteSpace(first.AsString()) ? first.AsString() : caller.AuditEntryId;
        var status = await AskAsync(caller, tag, pulse, reason, cancellation).ConfigureAwait(false);
        return status.IsGood ? MethodOutcome.Done : MethodOutcome.Failed(status);
    }

    /// <summary>The status code for an end; a sentence for people goes where refusals go.</summary>
    public static StatusCode StatusOf(WriteEnd end) => end switch
    {
        WriteEnd.Done => StatusCodes.Good,
        WriteEnd.UnknownTag => StatusCodes.BadNodeIdUnknown,
        WriteEnd.NotWritable => StatusCodes.BadNotWritable,
        WriteEnd.NotAllowed => StatusCodes.BadUserAccessDenied,
        WriteEnd.WrongType => StatusCodes.BadTypeMismatch,
        WriteEnd.OutOfRange => StatusCodes.BadOutOfRange,
        WriteEnd.TooSoon or WriteEnd.Stale or WriteEnd.Busy => StatusCodes.BadInvalidState,
        WriteEnd.NotRecorded => StatusCodes.BadResourceUnavailable,
        WriteEnd.DeviceRefused => StatusCodes.BadDeviceFailure,
        _ => StatusCodes.BadTimeout,
    };

    private async ValueTask<MethodOutcome> CallAsync(ServiceCaller caller, PublishedCommand command, IReadOnlyList<Variant> inputs, CancellationToken cancellation)
    {
        if (caller.User.Tag is not Identity who)
            return MethodOutcome.Failed(StatusCodes.BadUserAccessDenied);
        var (outcome, problem) = await CommandNodes.CallAsync(command, calls, who, inputs, caller.AuditEntryId, cancellation).ConfigureAwait(false);
        if (problem is not null)
            refused(caller, outcome.Status, $"{who.Name} may not call {command.Path}: {problem}");
        return outcome;
    }

    private async ValueTask<StatusCode> AskAsync(ServiceCaller caller, TagDefinition tag, TagValue value, string? reason, CancellationToken cancellation)
    {
        if (caller.User.Tag is not Identity who)
            return StatusCodes.BadUserAccessDenied;
        var answer = await writes.WriteAsync(tag.Path, value, who, reason, cancellation).ConfigureAwait(false);
        var status = StatusOf(answer.End);
        if (!status.IsGood)
            refused(caller, status, $"{who.Name} may not write {value} to {tag.Path}: {answer.Problem}; {answer.Remedy}");
        return status;
    }
}
