using Millwright.Control;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Http.View;
using Millwright.Model;
using EventId = Millwright.Model.EventId;

namespace Millwright.Host.Http.Resources;

/// <summary>What a command has to be told.</summary>
internal sealed record CommandArgumentAnswer(string Name, string Type, double? Low, double? High, string? Unit, string? Description, TagValue Default);

/// <summary>Something that an asset can be told to do; the states are those that tags must have when it is called.</summary>
internal sealed record CommandAnswer(
    string Path, string Connection, string? Description, string Role, double MinIntervalMs, IReadOnlyList<CommandArgumentAnswer> Arguments,
    IReadOnlyDictionary<string, string> OnlyWhen);

/// <summary>A wish to call.</summary>
internal sealed record CommandBody(Dictionary<string, TagValue>? Arguments, string? Reason);

/// <summary>What a person says of a condition; seen is the id of the event that they saw.</summary>
internal sealed record ConditionBody(string? Comment, string? Seen);

/// <summary>A call that was done.</summary>
internal sealed record CommandDone(string Outcome, string Target, IReadOnlyList<TagValue> Outputs, long AuditId, double DurationMs);

/// <summary>Commands and conditions, all through the gate.</summary>
internal static class CommandResource
{
    private const int MaxText = 500;

    public static Page<CommandAnswer> List(IPlantView plant, ICommandGate gate, string? asset)
    {
        TagPath within = default;
        var commands = gate.Commands.Where(c => string.IsNullOrEmpty(asset) || (plant.TryFull(asset, out within) && c.Path.IsWithin(within)));
        return new([.. commands.Select(c => Answer(plant, c))]);
    }

    public static async Task<IResult> Call(HttpContext context, string path, CommandBody? body, IPlantView plant, ICommandGate gate)
    {
        if (body?.Reason?.Length > MaxText)
            return Problems.BadRequest($"the reason has {body.Reason.Length} characters; at most {MaxText} are kept", "shorten it");
        if (!plant.TryFull(path, out var command))
            return Problems.NotFound("unknown-command", $"there is no command {path}", "see the list of commands");
        // Not the request's own cancellation: who closes the page does not take a call back, and must not leave it half recorded.
        var outcome = await gate.CallAsync(new(command, body?.Arguments ?? [], body?.Reason), Caller.Of(context).Identity, CancellationToken.None);
        return Answer(path, outcome);
    }

    public static async Task<IResult> Act(HttpContext context, string key, string action, ConditionBody? body, ICommandGate gate)
    {
        if (!Enum.TryParse<ConditionAction>(action, ignoreCase: true, out var what) || !Enum.IsDefined(what))
            return Problems.NotFound("unknown-action", $"a condition cannot be told to {action}", "send acknowledge, confirm or comment");
        if (body?.Comment?.Length > MaxText)
            return Problems.BadRequest($"the comment has {body.Comment.Length} characters; at most {MaxText} are kept", "shorten it");
        EventId? seen = null;
        if (body?.Seen is { } text)
        {
            if (!EventId.TryParse(text, out var id))
                return Problems.BadRequest($"'{text}' is no event", "send the id of the event that was looked at");
            seen = id;
        }
        var outcome = await gate.ActAsync(new(key, what, body?.Comment ?? "", seen), Caller.Of(context).Identity, CancellationToken.None);
        return Answer(key, outcome);
    }

    private static CommandAnswer Answer(IPlantView plant, CommandDefinition command) => new(
        plant.Relative(command.Path), command.Connection, command.Description, command.MinimumRole.ToString().ToLowerInvariant(),
        command.MinimumInterval.TotalMilliseconds,
        [.. command.Arguments.Select(a => new CommandArgumentAnswer(a.Name, a.Kind.Word(), a.Range?.Low, a.Range?.High, a.Unit?.Symbol, a.Description, a.Default))],
        command.OnlyWhen.ToDictionary(w => plant.Relative(w.Tag), w => w.Value));

    private static IResult Answer(string target, CommandOutcome outcome)
    {
        if (outcome.Result == CommandResult.Done)
            return TypedResults.Ok(new CommandDone("done", target, outcome.Outputs, outcome.AuditId, outcome.Duration.TotalMilliseconds));
        var (status, code) = outcome.Result switch
        {
            CommandResult.Unknown => (404, "unknown"),
            CommandResult.Role => (403, "role"),
            CommandResult.Type => (422, "type"),
            CommandResult.Range => (422, "range"),
            CommandResult.Rate => (429, "rate"),
            CommandResult.Mode => (409, "mode"),
            CommandResult.InProgress => (409, "in-progress"),
            CommandResult.AuditUnavailable => (503, "audit-unavailable"),
            CommandResult.Device => (502, "device"),
            _ => (504, "unconfirmed"),
        };
        return Problems.Of(
            status, code, outcome.Problem ?? "the call was refused", outcome.Remedy ?? "see the audit trail",
            ("auditId", outcome.AuditId), ("durationMs", outcome.Duration.TotalMilliseconds));
    }
}
