using Millwright.Model;

namespace Millwright.Historian.Events;

/// <summary>Events that are in no file yet, in the order of the log. Any thread.</summary>
internal sealed class EventHead
{
    private const int BytesPerEvent = 400;

    private readonly Lock _gate = new();
    private readonly List<(long Position, Event Happened)> _events = [];

    /// <summary>About how many bytes they take.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return (long)_events.Count * BytesPerEvent;
        }
    }

    public IReadOnlyList<(long Position, Event Happened)> All
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    public void Add(long position, IReadOnlyList<Event> events)
    {
        lock (_gate)
        {
            foreach (var happened in events)
                _events.Add((position, happened));
        }
    }

    /// <summary>Forgets what is in a file now.</summary>
    public void RemoveThrough(long position)
    {
        lock (_gate)
            _events.RemoveAll(e => e.Position <= position);
    }
}
