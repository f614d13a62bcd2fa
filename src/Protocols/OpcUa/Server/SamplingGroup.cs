using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>
/// The items of one subscription with one sampling interval. A change only notes its item here; at the next sampling the noted items are looked
/// at and no others, so items at rest cost nothing. An interval of 0 takes each change as it comes.
/// </summary>
internal sealed class SamplingGroup(SubscriptionEngine engine, Subscription subscription, double intervalMs) : IDue
{
    private const int MaxCaptured = 10_000;

    private readonly Lock _marking = new();
    private readonly long _start = engine.Time.GetTimestamp();
    private readonly long _ticks = Math.Max(1, (long)(intervalMs / 1000 * engine.Time.TimestampFrequency));
    private List<MonitoredItem> _dirty = [];
    private List<MonitoredItem> _spare = [];
    private List<(MonitoredItem Item, DataValue Value)> _captured = [];
    private List<(MonitoredItem Item, DataValue Value)> _spareCaptured = [];
    private bool _scheduled;

    public double IntervalMs => intervalMs;

    /// <summary>Items whose values nobody announces: they are asked for each time. Guarded by the subscriptions' gate.</summary>
    public List<MonitoredItem> Polled { get; } = [];

    /// <summary>Notes a change. Any thread.</summary>
    public void Mark(MonitoredItem item, in DataValue value)
    {
        lock (_marking)
        {
            if (intervalMs == 0 && _captured.Count < MaxCaptured)
            {
                _captured.Add((item, value));
            }
            else
            {
                if (item.IsDirty)
                    return;
                item.IsDirty = true;
                _dirty.Add(item);
            }
            if (_scheduled)
                return;
            _scheduled = true;
        }
        engine.Due.Add(this, Next(engine.Time.GetTimestamp()));
    }

    /// <summary>Begins to ask for the polled items.</summary>
    public void Poll()
    {
        lock (_marking)
        {
            if (_scheduled)
                return;
            _scheduled = true;
        }
        engine.Due.Add(this, Next(engine.Time.GetTimestamp()));
    }

    public void Run(long now, int stamp)
    {
        lock (_marking)
        {
            (_dirty, _spare) = (_spare, _dirty);
            (_captured, _spareCaptured) = (_spareCaptured, _captured);
            _scheduled = false;
            // Cleared before the values are read: a change from here on is noted anew.
            foreach (var item in _spare)
                item.IsDirty = false;
        }
        lock (engine.Gate)
        {
            if (!subscription.IsDeleted)
                Sample();
        }
        _spare.Clear();
        _spareCaptured.Clear();
    }

    private void Sample()
    {
        foreach (var (item, value) in _spareCaptured)
        {
            if (item.Group == this)
                subscription.Offer(item, value);
        }
        foreach (var item in _spare)
        {
            if (item.Group == this)
                subscription.Offer(item, engine.Current(item));
        }
        if (Polled.Count == 0)
            return;
        using (engine.Space.Read())
        {
            foreach (var item in Polled)
                subscription.Offer(item, engine.Ask(item));
        }
        Poll();
    }

    private long Next(long now) => intervalMs == 0 ? now : _start + ((((now - _start) / _ticks) + 1) * _ticks);
}
