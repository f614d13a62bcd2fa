using System.Collections.Concurrent;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Conditions;

/// <summary>
/// Keeps alarms for a server: what the process says goes in, events come out, operators' commands are carried out by <see cref="AlarmRules"/>.
/// Everything may come from any thread; the alarms are the caller's to add, so they are as many as the product has.
/// </summary>
public sealed class AlarmBook(TimeProvider time) : IConditionSource
{
    private readonly ConcurrentDictionary<NodeId, Entry> _entries = new(NodeIdComparer.Instance);

    /// <summary>Where events go, in order for each alarm: <see cref="OpcUaServer.Raise"/>. Must not block.</summary>
    public Action<UaEvent>? Raise { get; set; }

    /// <summary>Asks whether somebody may do something; null allows all that a session may.</summary>
    public Func<ServiceCaller, AlarmDescription, bool>? MayCommand { get; init; }

    /// <summary>Adds an alarm that is not active.</summary>
    /// <exception cref="ArgumentException">There is an alarm of that id.</exception>
    public void Add(AlarmDescription alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        if (!_entries.TryAdd(alarm.ConditionId, new Entry(alarm)))
            throw new ArgumentException($"There is an alarm {alarm.ConditionId} already.", nameof(alarm));
    }

    /// <summary>Forgets an alarm.</summary>
    public bool Remove(NodeId condition) => _entries.TryRemove(condition, out _);

    /// <summary>Where an alarm stands; null when there is none.</summary>
    public AlarmState? Find(NodeId condition) => _entries.TryGetValue(condition, out var entry) ? entry.State : null;

    /// <summary>The process says that an alarm is active.</summary>
    /// <exception cref="KeyNotFoundException">There is no such alarm.</exception>
    public void Activate(NodeId condition, ushort severity, LocalizedText message) =>
        Step(_entries[condition], (alarm, state, now) => AlarmRules.Activate(state, severity, message, alarm.NeedsConfirmation, now));

    /// <summary>The process says that an alarm is over.</summary>
    /// <exception cref="KeyNotFoundException">There is no such alarm.</exception>
    public void Clear(NodeId condition, LocalizedText message) => Step(_entries[condition], (_, state, now) => AlarmRules.Clear(state, message, now));

    /// <summary>Lets time pass: timed shelvings end. To be called every second or so.</summary>
    public void Elapse()
    {
        foreach (var entry in _entries.Values)
            Step(entry, static (_, state, now) => AlarmRules.Elapse(state, now));
    }

    public IEnumerable<UaEvent> Retained()
    {
        foreach (var entry in _entries.Values)
        {
            if (entry.State is { Retain: true } state)
                yield return AlarmEvents.Of(entry.Alarm, state);
        }
    }

    public ValueTask<StatusCode> CommandAsync(
        ServiceCaller caller, ConditionCommand command, NodeId condition, byte[]? eventId, LocalizedText comment, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var user = caller.User.Name;
        return Command(caller, condition, (_, state, now) => command switch
        {
            ConditionCommand.Acknowledge => AlarmRules.Acknowledge(state, eventId, comment, user, now),
            ConditionCommand.Confirm => AlarmRules.Confirm(state, eventId, comment, user, now),
            ConditionCommand.AddComment => AlarmRules.AddComment(state, eventId, comment, user, now),
            ConditionCommand.Enable => AlarmRules.Enable(state, now),
            _ => AlarmRules.Disable(state, now),
        });
    }

    public ValueTask<StatusCode> ShelveAsync(
        ServiceCaller caller, ShelvingCommand command, NodeId condition, TimeSpan time, LocalizedText comment, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var user = caller.User.Name;
        return Command(caller, condition, (alarm, state, now) => command switch
        {
            ShelvingCommand.TimedShelve => AlarmRules.ShelveFor(state, time, alarm.MaxTimeShelved, user, now),
            ShelvingCommand.OneShotShelve => AlarmRules.ShelveOnce(state, user, now),
            _ => AlarmRules.Unshelve(state, user, now),
        });
    }

    private ValueTask<StatusCode> Command(ServiceCaller caller, NodeId condition, Func<AlarmDescription, AlarmState, UaDateTime, AlarmStep> command)
    {
        if (!_entries.TryGetValue(condition, out var entry))
            return ValueTask.FromResult<StatusCode>(StatusCodes.BadNodeIdUnknown);
        return MayCommand is not null && !MayCommand(caller, entry.Alarm)
            ? ValueTask.FromResult<StatusCode>(StatusCodes.BadUserAccessDenied)
            : ValueTask.FromResult(Step(entry, command));
    }

    private StatusCode Step(Entry entry, Func<AlarmDescription, AlarmState, UaDateTime, AlarmStep> happened)
    {
        lock (entry.Gate)
        {
            var step = happened(entry.Alarm, entry.State, UaDateTime.From(time.GetUtcNow()));
            entry.State = step.State;
            if (step.IsNews)
                Raise?.Invoke(AlarmEvents.Of(entry.Alarm, step.State));
            return step.Status;
        }
    }

    private sealed class Entry(AlarmDescription alarm)
    {
        public Lock Gate { get; } = new();

        public AlarmDescription Alarm { get; } = alarm;

        public AlarmState State { get; set; } = new();
    }
}
