using Millwright.Model;

namespace Millwright.Flow.Events;

/// <summary>
/// Lets a connection say so much and no more. Of what is too much, the newest of each condition is held back until there is room, so that
/// what stands is never known wrongly for long; the rest is dropped. The caller sees to it that calls do not overlap.
/// </summary>
internal sealed class EventLimiter(TimeProvider clock)
{
    private const int SecondsAtOnce = 10;
    private const int MaxHeld = 10_000;

    private readonly Dictionary<ConditionKey, Event> _held = [];
    private double _room = double.NaN;
    private long _at;

    /// <summary>How many wait.</summary>
    public int Held => _held.Count;

    /// <summary>What may pass now of these and of what was held back.</summary>
    /// <param name="events">What came.</param>
    /// <param name="perSecond">How many may pass a second in the long run; ten times as many at once.</param>
    /// <param name="dropped">How many will never pass.</param>
    public IReadOnlyList<Event> Pass(IReadOnlyList<Event> events, int perSecond, out int dropped)
    {
        Refill(perSecond);
        dropped = 0;
        if (_held.Count == 0 && events.Count <= _room)
        {
            _room -= events.Count;
            return events;
        }
        var passed = Release();
        foreach (var happened in events)
        {
            if (_room >= 1 && _held.Count == 0)
            {
                _room--;
                passed.Add(happened);
            }
            else if (!TryHold(happened))
            {
                dropped++;
            }
        }
        return passed;

        bool TryHold(Event happened)
        {
            if (happened.Condition is not { } state)
                return false;
            var key = ConditionKey.Of(happened, state);
            if (_held.Remove(key, out _))
            {
                // The newer one takes the place of the older, which is the one that is dropped.
                _held.Add(key, happened);
                return false;
            }
            return _held.Count < MaxHeld && _held.TryAdd(key, happened);
        }
    }

    private void Refill(int perSecond)
    {
        var most = (double)perSecond * SecondsAtOnce;
        var now = clock.GetTimestamp();
        _room = double.IsNaN(_room) ? most : Math.Min(most, _room + clock.GetElapsedTime(_at, now).TotalSeconds * perSecond);
        _at = now;
    }

    private List<Event> Release()
    {
        var passed = new List<Event>();
        foreach (var (key, happened) in _held.OrderBy(h => h.Value.ReceiveTime).ToList())
        {
            if (_room < 1)
                break;
            _room--;
            _held.Remove(key);
            passed.Add(happened);
        }
        return passed;
    }
}
