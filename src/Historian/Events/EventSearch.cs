using Millwright.Model;

namespace Millwright.Historian.Events;

/// <summary>Collects the first events of an answer, in its order, each once.</summary>
internal sealed class EventSearch(EventQuery query)
{
    private readonly SortedList<EventPlace, Event> _found = new(
        query.OldestFirst ? Comparer<EventPlace>.Default : Comparer<EventPlace>.Create((a, b) => b.CompareTo(a)));

    // One more than asked for tells whether there is another page.
    private int Wanted => query.Limit + 1;

    /// <summary>False when nothing of a block can come before what was found already.</summary>
    public bool NeedsBlock(EventBlock block) =>
        block.MayMatch(query) && (_found.Count < Wanted || (query.OldestFirst ? block.Frame.Earliest <= LastTicks : block.Frame.Latest >= LastTicks));

    public void Add(Event happened)
    {
        var place = EventPlace.Of(happened);
        if (!query.Matches(happened) || IsBefore(place))
            return;
        // The same event may have been kept twice, as when a device told of it again after a break.
        if (!_found.TryAdd(place, happened) || _found.Count <= Wanted)
            return;
        _found.RemoveAt(_found.Count - 1);
    }

    public EventPage Page()
    {
        var events = _found.Values.Take(query.Limit).ToList();
        return new(events, _found.Count > query.Limit ? EventPlace.Of(events[^1]) : null);
    }

    private long LastTicks => _found.Keys[^1].Time.Ticks;

    private bool IsBefore(EventPlace place) => query.After is { } after && (query.OldestFirst ? place <= after : place >= after);
}
