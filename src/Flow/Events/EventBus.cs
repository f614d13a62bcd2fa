using Millwright.Model;

namespace Millwright.Flow.Events;

/// <summary>Carries events to those who look on now. Who does not keep up loses the oldest, counted; who must have all reads the log.</summary>
public sealed class EventBus
{
    private readonly Lock _gate = new();
    private volatile EventSubscription[] _subscriptions = [];

    /// <summary>Listens from now on.</summary>
    /// <param name="room">The most events that wait for the listener.</param>
    public EventSubscription Subscribe(int room)
    {
        var subscription = new EventSubscription(this, room);
        lock (_gate)
            _subscriptions = [.. _subscriptions, subscription];
        return subscription;
    }

    internal void Publish(IReadOnlyList<Event> events)
    {
        foreach (var subscription in _subscriptions)
            subscription.Put(events);
    }

    internal void Remove(EventSubscription subscription)
    {
        lock (_gate)
            _subscriptions = [.. _subscriptions.Where(s => s != subscription)];
    }
}
