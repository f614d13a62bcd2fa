using Millwright.Model;

namespace Millwright.Flow.Supervision;

/// <summary>What happened to a connection: states of a day, the last notes, the tags that fail.</summary>
internal sealed class ConnectionJournal(TimeProvider clock)
{
    /// <summary>The notes that are kept.</summary>
    public const int MaxNotes = 100;

    /// <summary>The changes of state that are kept, of those in a day.</summary>
    public const int MaxChanges = 5_000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly Queue<StateChange> _timeline = new();
    private readonly Queue<ConnectionNote> _notes = new();
    private readonly Dictionary<TagHandle, TagFault> _faults = [];

    public int Faults
    {
        get
        {
            lock (_gate)
                return _faults.Count;
        }
    }

    public (IReadOnlyList<StateChange> Timeline, IReadOnlyList<TagFault> Faults, IReadOnlyList<ConnectionNote> Notes) Now
    {
        get
        {
            lock (_gate)
                return ([.. _timeline], [.. _faults.Values], [.. _notes]);
        }
    }

    public void Changed(ConnectionState state, string? cause)
    {
        var now = Timestamp.Now(clock);
        lock (_gate)
        {
            _timeline.Enqueue(new(now, state, cause));
            // The one before the day says in which state it began.
            while (_timeline.Count > MaxChanges || (_timeline.Count > 1 && _timeline.ElementAt(1).At < now - Kept))
                _timeline.Dequeue();
        }
    }

    public void Note(string level, string message)
    {
        lock (_gate)
        {
            if (_notes.Count == MaxNotes)
                _notes.Dequeue();
            _notes.Enqueue(new(Timestamp.Now(clock), level, message));
        }
    }

    /// <summary>A tag fails, or for another reason; true when it did not before.</summary>
    public bool Fails(TagHandle tag, Quality quality, string problem, string remedy)
    {
        var now = Timestamp.Now(clock);
        lock (_gate)
        {
            var known = _faults.TryGetValue(tag, out var before);
            _faults[tag] = new(tag, before?.Since ?? now, quality, problem, remedy, (before?.Count ?? 0) + 1);
            return !known;
        }
    }

    public bool Recovers(TagHandle tag)
    {
        lock (_gate)
            return _faults.Remove(tag);
    }

    public bool IsFailing(TagHandle tag)
    {
        lock (_gate)
            return _faults.ContainsKey(tag);
    }

    public void ClearFaults()
    {
        lock (_gate)
            _faults.Clear();
    }
}
