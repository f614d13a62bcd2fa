using Millwright.Model;

namespace Millwright.Flow.Events;

/// <summary>The conditions that matter now, each with the last event that told of it. Any thread.</summary>
public sealed class ConditionBook
{
    /// <summary>The most conditions that are kept; what comes beyond is recorded and not kept in mind.</summary>
    public const int MaxConditions = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<ConditionKey, Event> _standing = [];

    /// <summary>How many stand now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _standing.Count;
        }
    }

    /// <summary>The last event of each, newest first.</summary>
    public IReadOnlyList<Event> Standing
    {
        get
        {
            lock (_gate)
                return [.. _standing.Values.OrderByDescending(e => e.Time).ThenBy(e => e.Id.Value)];
        }
    }

    /// <summary>The conditions of one connection.</summary>
    public IReadOnlyList<Event> Of(string connection)
    {
        lock (_gate)
            return [.. _standing.Where(s => s.Key.Connection == connection).Select(s => s.Value)];
    }

    /// <summary>A condition by the word that names it.</summary>
    public Event? Find(string word)
    {
        lock (_gate)
            return _standing.FirstOrDefault(s => s.Key.Word == word).Value;
    }

    /// <summary>True when this is what was heard of the condition last.</summary>
    public bool Knows(Event happened)
    {
        if (happened.Condition is not { } state)
            return false;
        lock (_gate)
        {
            return _standing.TryGetValue(ConditionKey.Of(happened, state), out var last)
                && (last.Id == happened.Id || (last.Time == happened.Time && last.Condition == state && last.Severity == happened.Severity && last.Message == happened.Message));
        }
    }

    /// <summary>Takes what an event says of its condition; one that matters no more is forgotten.</summary>
    public void Take(Event happened)
    {
        if (happened.Condition is not { } state || happened.IsPast)
            return;
        var key = ConditionKey.Of(happened, state);
        lock (_gate)
        {
            if (!state.IsRetained)
                _standing.Remove(key);
            else if (_standing.Count < MaxConditions || _standing.ContainsKey(key))
                _standing[key] = happened;
        }
    }
}
