using System.Collections.Concurrent;
using Millwright.Control.Audit;
using Millwright.Flow.Bus;
using Millwright.Flow.Events;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Security;
using Millwright.Security.Audit;

namespace Millwright.Control.Commands;

/// <summary>The gate of commands and conditions: checks, records, calls once, records again. What cannot be shown to be safe is refused.</summary>
/// <param name="tags">The tags, for the states that commands ask for.</param>
/// <param name="current">Their values now.</param>
/// <param name="targets">What stands behind the commands.</param>
/// <param name="conditions">The conditions that stand.</param>
/// <param name="audit">Where everything is recorded.</param>
/// <param name="clock">The time.</param>
/// <param name="timeout">How long a device may take for one call.</param>
public sealed class CommandGate(
    TagTable tags, ICurrentValues current, ICommandTargets targets, ConditionBook conditions, IAuditTrail audit, TimeProvider clock, TimeSpan timeout)
    : ICommandGate
{
    private readonly ConcurrentDictionary<string, byte> _underWay = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<CommandDefinition> Commands => targets.All;

    public async ValueTask<CommandOutcome> CallAsync(CommandRequest request, Identity who, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(who);
        var said = string.Join(", ", request.Arguments.Select(a => $"{a.Key}={a.Value}"));
        var attempt = new Attempt(who, "call", request.Command.ToString(), said.Length == 0 ? null : said, request.Reason, clock.GetTimestamp());
        if (targets.Find(request.Command) is not { } target)
            return Refuse(attempt, new(CommandResult.Unknown, $"there is no command {request.Command}", "see the commands of the asset"));
        var command = target.Definition;
        if (CommandRules.Role(who, command.MinimumRole) is { } role)
            return Refuse(attempt, role);
        if ((CommandRules.Arguments(command, request.Arguments, out var values) ?? Modes(command)) is { } refusal)
            return Refuse(attempt, refusal);
        return await AloneAsync(
            attempt, command.Connection, command.MinimumInterval, () => Modes(command),
            (source, stop) => source.CallAsync(target.Address, values, stop), cancellation).ConfigureAwait(false);
    }

    public async ValueTask<CommandOutcome> ActAsync(ConditionRequest request, Identity who, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(who);
        var standing = conditions.Find(request.Key);
        var name = standing is { Condition: { } state } ? $"{standing.Connection}: {state.Id}" : request.Key;
        var attempt = new Attempt(who, request.Action.ToString().ToLowerInvariant(), name, request.Comment.Length == 0 ? null : request.Comment, null, clock.GetTimestamp());
        if (standing is null)
            return Refuse(attempt, new(CommandResult.Unknown, "the condition does not stand any more", "look at the conditions that stand now"));
        if (CommandRules.Role(who, CommandRules.ConditionRole) is { } role)
            return Refuse(attempt, role);
        if (request.Seen is { } seen && seen != standing.Id)
            return Refuse(attempt, new(CommandResult.Mode, "the condition has changed since it was looked at", "look at it again"));
        if (request.Action == ConditionAction.Comment && request.Comment.Length == 0)
            return Refuse(attempt, new(CommandResult.Type, "the comment is empty", "say something"));
        return await AloneAsync(
            attempt, standing.Connection, TimeSpan.Zero, static () => null,
            async (source, stop) =>
            {
                // The newest event is the one that can be acknowledged: what came since then must not be acknowledged unseen.
                await source.ActAsync(standing, request.Action, request.Comment, stop).ConfigureAwait(false);
                return [];
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>From here on this is the only call of its target, until the gate and the source are both done with it.</summary>
    private async ValueTask<CommandOutcome> AloneAsync(
        Attempt attempt, string connection, TimeSpan leastInterval, Func<CommandRefusal?> stillMay,
        Func<ISourceCaller, CancellationToken, ValueTask<IReadOnlyList<TagValue>>> call, CancellationToken cancellation)
    {
        if (!_underWay.TryAdd(attempt.Target, 0))
            return Refuse(attempt, new(CommandResult.InProgress, "another call is under way", "wait for it to end and look at the machine"));
        var holders = 1;
        try
        {
            var sinceLast = _last.TryGetValue(attempt.Target, out var last) ? clock.GetElapsedTime(last) : TimeSpan.MaxValue;
            if (CommandRules.Rate(sinceLast, leastInterval) is { } early)
                return Refuse(attempt, early);
            if (targets.SourceOf(connection) is not { } source)
                return Refuse(attempt, new(CommandResult.Device, $"{(connection.Length == 0 ? "this program" : connection)} is not connected", "see the connection's page"));
            if (source is not ISourceCaller caller)
                return Refuse(attempt, new(CommandResult.Device, $"the driver of {connection} calls nothing", "use a driver that does"));
            cancellation.ThrowIfCancellationRequested();
            AuditRecord record;
            try
            {
                record = audit.Append(attempt.Entry(attempt.Action + "-begin", AuditEntry.Done, null));
            }
            catch (AuditUnavailableException e)
            {
                return new(CommandResult.AuditUnavailable, e.Problem, e.Remedy, [], 0, clock.GetElapsedTime(attempt.Begun));
            }
            // The record may have taken long on a slow disk: what was true before it must still be.
            if (stillMay() is { } changed)
                return Refuse(attempt, changed);
            _last[attempt.Target] = clock.GetTimestamp();
            Interlocked.Increment(ref holders);
            return Conclude(attempt, record, await CallOnceAsync(caller, call, Release).ConfigureAwait(false));
        }
        finally
        {
            Release();
        }

        void Release()
        {
            if (Interlocked.Decrement(ref holders) == 0)
                _underWay.TryRemove(attempt.Target, out _);
        }
    }

    /// <summary>Calls once. What happens after it has begun is the device's to say: nobody's cancellation reaches it.</summary>
    private async ValueTask<(IReadOnlyList<TagValue> Outputs, CommandRefusal? Problem)> CallOnceAsync(
        ISourceCaller caller, Func<ISourceCaller, CancellationToken, ValueTask<IReadOnlyList<TagValue>>> call, Action ended)
    {
        const string Remedy = "look at the machine before you call again: nobody knows what it has done";
        try
        {
            return (await StartAsync().WaitAsync(timeout * 2, clock).ConfigureAwait(false), null);
        }
        catch (SourceException e)
        {
            return ([], new(e.Fault.Kind == SourceFaultKind.TimedOut ? CommandResult.Unconfirmed : CommandResult.Device, e.Fault.Problem, e.Fault.Remedy));
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return ([], new(CommandResult.Unconfirmed, $"the device did not answer within {timeout.TotalSeconds:0.#} s", Remedy));
        }
        catch (Exception e)
        {
            // A driver's own mistake says nothing about what reached the device.
            return ([], new(CommandResult.Unconfirmed, $"the driver failed: {e.Message}", Remedy));
        }

        async Task<IReadOnlyList<TagValue>> StartAsync()
        {
            using var patience = new CancellationTokenSource(timeout, clock);
            try
            {
                return await call(caller, patience.Token).ConfigureAwait(false);
            }
            finally
            {
                ended();
            }
        }
    }

    private CommandRefusal? Modes(CommandDefinition command)
    {
        foreach (var (path, wanted) in command.OnlyWhen)
        {
            TagDefinition? definition = null;
            var sample = default(Sample);
            var has = tags.TryFind(path, out var tag) && tags.TryGet(tag, out definition) && current.TryGet(tag, out sample);
            if (CommandRules.Mode(definition, path, has, sample, wanted) is { } refusal)
                return refusal;
        }
        return null;
    }

    private CommandOutcome Conclude(Attempt attempt, AuditRecord begun, (IReadOnlyList<TagValue> Outputs, CommandRefusal? Problem) end)
    {
        var detail = end.Problem is { } p ? $"{p.Problem} (begun as record {begun.Id})" : $"begun as record {begun.Id}";
        var answer = end.Outputs.Count == 0 ? null : string.Join(", ", end.Outputs);
        long id;
        try
        {
            id = audit.Append(attempt.Entry(attempt.Action, end.Problem is null ? AuditEntry.Done : AuditEntry.Failed, detail, answer)).Id;
        }
        catch (AuditUnavailableException)
        {
            // The record of the beginning stands, and the trail itself raises the alarm.
            id = begun.Id;
        }
        return new(end.Problem?.Result ?? CommandResult.Done, end.Problem?.Problem, end.Problem?.Remedy, end.Outputs, id, clock.GetElapsedTime(attempt.Begun));
    }

    private CommandOutcome Refuse(Attempt attempt, CommandRefusal refusal)
    {
        long id;
        try
        {
            id = audit.Append(attempt.Entry(attempt.Action, AuditEntry.Refused, $"{refusal.Result}: {refusal.Problem}")).Id;
        }
        catch (AuditUnavailableException)
        {
            // A refusal needs no record to be safe; the trail itself raises the alarm.
            id = 0;
        }
        return new(refusal.Result, refusal.Problem, refusal.Remedy, [], id, clock.GetElapsedTime(attempt.Begun));
    }

    private sealed record Attempt(Identity Who, string Action, string Target, string? Said, string? Reason, long Begun)
    {
        public AuditEntry Entry(string action, string result, string? detail, string? answer = null)
        {
            var why = Reason is { Length: > 0 } reason ? (detail is null ? $"reason: {reason}" : $"{detail}; reason: {reason}") : detail;
            return new(Who.Name, Who.Role, Who.Via, action, Target, Said, result, why, answer);
        }
    }
}
