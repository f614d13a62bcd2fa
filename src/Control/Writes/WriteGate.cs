using Millwright.Control.Audit;
using Millwright.Flow.Bus;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Security;
using Millwright.Security.Audit;

namespace Millwright.Control.Writes;

/// <summary>
/// The gate: checks, reads the device, records, writes once, reads back, records again. What cannot be shown to be safe is refused.
/// </summary>
public sealed class WriteGate(
    TagTable tags, ICurrentValues current, IWriteTargets targets, IAuditTrail audit, TimeProvider clock, WriteGateOptions options) : IWriteGate
{
    private readonly TagWrites _writes = new(clock);

    public WriteEnvelope? EnvelopeOf(TagHandle tag) =>
        tags.TryGet(tag, out var definition) && definition.Writable && targets.Find(tag) is { Source: null or ISourceWriter } target ? target.Envelope : null;

    public async ValueTask<WriteOutcome> WriteAsync(WriteRequest request, Identity who, CancellationToken cancellation)
    {
        var begun = clock.GetTimestamp();
        if (!tags.TryFind(request.Tag, out var tag) || !tags.TryGet(tag, out var definition))
            return Refuse(new(request, who, begun), new(WriteResult.UnknownTag, $"there is no tag {request.Tag}", "search the tag and copy its path"));
        var attempt = new Attempt(request, who, begun);
        if (!definition.Writable || targets.Find(tag) is not { } target)
            return Refuse(attempt, new(WriteResult.NotWritable, $"{definition.Path.Name} cannot be written", "give the tag write options in the configuration, if it should be"));
        if (WriteRules.Role(who, target.Envelope) is { } role)
            return Refuse(attempt, role);
        if ((WriteRules.Convert(definition, request.Value, out var value) ?? WriteRules.Range(definition, value, target.Envelope)) is { } wrong)
            return Refuse(attempt, wrong);
        if (!target.Scaling.TryToRaw(value, out var raw, out var misfit))
            return Refuse(attempt, new(WriteResult.Range, misfit ?? $"{value} has no raw value", "write a value that the device can hold"));
        if (!_writes.TryEnter(tag))
            return Refuse(attempt, new(WriteResult.InProgress, "another write to this tag is under way", "wait for it to end and look at the value"));
        return await WriteAloneAsync(attempt, new(tag, definition, target, value, raw), cancellation).ConfigureAwait(false);
    }

    /// <summary>From here on this is the only write to the tag, until the gate and the source are both done with it.</summary>
    private async ValueTask<WriteOutcome> WriteAloneAsync(Attempt attempt, Plan plan, CancellationToken cancellation)
    {
        var holders = 1;
        void Release()
        {
            if (Interlocked.Decrement(ref holders) == 0)
                _writes.Leave(plan.Tag);
        }
        try
        {
            if ((WriteRules.Rate(_writes.SinceLast(plan.Tag), plan.Target.Envelope) ?? Freshness(plan)) is { } early)
                return Refuse(attempt, early);
            if (plan.Target.Source is not { } source)
                return Refuse(attempt, new(WriteResult.Device, $"{plan.Definition.Connection} is not connected", "see the connection's page"));
            if (source is not ISourceWriter writer)
                return Refuse(attempt, new(WriteResult.NotWritable, $"the driver of {plan.Definition.Connection} cannot write", "read this tag through a driver that can"));

            var device = new Device(source, plan.Tag, options, clock);
            var lookedAt = clock.GetTimestamp();
            if (await LookAsync(device, plan, cancellation).ConfigureAwait(false) is { } seen)
                return Refuse(attempt, seen);

            AuditRecord record;
            try
            {
                record = audit.Append(attempt.Entry("write-begin", AuditEntry.Done, $"raw {plan.Raw}"));
            }
            catch (AuditUnavailableException e)
            {
                return attempt.Outcome(WriteResult.AuditUnavailable, e.Problem, e.Remedy, 0, clock);
            }
            // The record may have taken long on a slow disk: what was true before it must still be.
            if ((Freshness(plan) ?? Elapsed(plan, lookedAt)) is { } late)
                return Refuse(attempt, late);

            _writes.Written(plan.Tag);
            Interlocked.Increment(ref holders);
            var (answer, fault) = await device.WriteAsync(writer, plan.Raw, Release).ConfigureAwait(false);
            if (answer == DeviceAnswer.Refused)
                return Conclude(attempt, plan, record, new(WriteResult.Device, fault!.Problem, fault.Remedy), TagValue.None, TagValue.None);
            var readBack = await ReadBackAsync(device, plan).ConfigureAwait(false);
            return Conclude(attempt, plan, record, Judge(plan, fault, readBack), plan.Raw, readBack);
        }
        finally
        {
            Release();
        }
    }

    private Refusal? Freshness(Plan plan)
    {
        var has = current.TryGet(plan.Tag, out var sample);
        var certain = (plan.Target.Source as IWatchingSource)?.CertainFor(plan.Tag);
        return WriteRules.Freshness(has, sample, certain, Timestamp.Now(clock), plan.Target.Envelope, options.FutureTolerance);
    }

    private Refusal? Elapsed(Plan plan, long lookedAt) =>
        clock.GetElapsedTime(lookedAt) <= plan.Target.Envelope.Freshness
            ? null
            : new(WriteResult.Stale, "the device was last read too long ago", "try again; if it stays so, look for a slow disk");

    /// <summary>
    /// Asks the device itself what it has now: no clock can make this reading look fresher than it is, and the step is judged from it.
    /// </summary>
    private static async ValueTask<Refusal?> LookAsync(Device device, Plan plan, CancellationToken cancellation)
    {
        try
        {
            var sample = await device.ReadAsync(cancellation).ConfigureAwait(false);
            if (!sample.Quality.IsGood)
                return new(WriteResult.Stale, $"the device reads {sample.Quality} now", "write when its value is Good");
            return WriteRules.Step(plan.Definition, plan.Target.Scaling.ToEngineering(sample.Value), plan.Value, plan.Target.Envelope);
        }
        catch (SourceException e)
        {
            return new(WriteResult.Device, e.Fault.Problem, e.Fault.Remedy);
        }
    }

    /// <summary>Looks until the device shows what was written, or the time is up; the last raw value seen, none when it was never Good.</summary>
    private async ValueTask<TagValue> ReadBackAsync(Device device, Plan plan)
    {
        var begun = clock.GetTimestamp();
        var seen = TagValue.None;
        while (true)
        {
            try
            {
                var sample = await device.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                seen = sample.Quality.IsGood ? sample.Value : TagValue.None;
            }
            catch (SourceException)
            {
                // Nothing seen is the answer: the outcome says so.
                seen = TagValue.None;
            }
            if ((!seen.IsNone && (plan.Target.Envelope.IsMomentary || WriteRules.IsSame(plan.Raw, seen))) || clock.GetElapsedTime(begun) >= options.ReadBackTimeout)
                return seen;
            await Task.Delay(options.ReadBackInterval, clock, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static Refusal? Judge(Plan plan, SourceFault? fault, TagValue readBack)
    {
        const string Remedy = "look at the machine before you write again: nobody knows what it has taken";
        if (readBack.IsNone)
            return new(WriteResult.Unconfirmed, fault?.Problem ?? "the device could not be read after the write", Remedy);
        return WriteRules.IsSame(plan.Raw, readBack) || (plan.Target.Envelope.IsMomentary && fault is null)
            ? null
            : new(WriteResult.Unconfirmed, $"raw {plan.Raw} was written and {readBack} is read back", Remedy);
    }

    private WriteOutcome Conclude(Attempt attempt, Plan plan, AuditRecord begun, Refusal? problem, TagValue written, TagValue readBackRaw)
    {
        var readBack = readBackRaw.IsNone ? TagValue.None : plan.Target.Scaling.ToEngineering(readBackRaw);
        var detail = problem is { } p ? $"{p.Problem} (begun as record {begun.Id})" : $"begun as record {begun.Id}";
        long id;
        try
        {
            id = audit.Append(attempt.Entry("write", problem is null ? AuditEntry.Done : AuditEntry.Failed, detail, readBack.IsNone ? null : readBack.ToString())).Id;
        }
        catch (AuditUnavailableException)
        {
            // The record of the beginning stands, and the trail itself raises the alarm.
            id = begun.Id;
        }
        return new(problem?.Result ?? WriteResult.Done, problem?.Problem, problem?.Remedy, written, readBack, id, clock.GetElapsedTime(attempt.Begun));
    }

    private WriteOutcome Refuse(Attempt attempt, Refusal refusal)
    {
        long id;
        try
        {
            id = audit.Append(attempt.Entry("write", AuditEntry.Refused, $"{refusal.Result}: {refusal.Problem}")).Id;
        }
        catch (AuditUnavailableException)
        {
            // A refusal needs no record to be safe; the trail itself raises the alarm.
            id = 0;
        }
        return attempt.Outcome(refusal.Result, refusal.Problem, refusal.Remedy, id, clock);
    }

    private sealed record Plan(TagHandle Tag, TagDefinition Definition, WriteTarget Target, TagValue Value, TagValue Raw);

    private sealed record Attempt(WriteRequest Request, Identity Who, long Begun)
    {
        public AuditEntry Entry(string action, string result, string? detail, string? readBack = null) =>
            new(Who.Name, Who.Role, Who.Via, action, Request.Tag.ToString(), Request.Value.ToString(), result,
                Request.Reason is { Length: > 0 } reason ? $"{detail}; reason: {reason}" : detail, readBack);

        public WriteOutcome Outcome(WriteResult result, string problem, string remedy, long id, TimeProvider clock) =>
            new(result, problem, remedy, TagValue.None, TagValue.None, id, clock.GetElapsedTime(Begun));
    }
}
