using System.Threading.Channels;
using Millwright.Model;

namespace Millwright.Flow.Events;

/// <summary>One listener's events, in the order in which they came.</summary>
public sealed class EventSubscription : IDisposable
{
    private readonly EventBus _bus;
    private readonly Channel<Event> _events;
    private long _missed;

    internal EventSubscription(EventBus bus, int room)
    {
        _bus = bus;
        _events = Channel.CreateBounded<Event>(new BoundedChannelOptions(room) { FullMode = BoundedChannelFullMode.DropOldest }, _ => Interlocked.Increment(ref _missed));
    }

    /// <summary>Events that it did not take in time.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    public bool TryRead(out Event? happened) => _events.Reader.TryRead(out happened);

    /// <summary>The next event, waiting for one.</summary>
    /// <exception cref="ChannelClosedException">The subscription was disposed.</exception>
    public ValueTask<Event> ReadAsync(CancellationToken cancellation) => _events.Reader.ReadAsync(cancellation);

    public void Dispose()
    {
        _bus.Remove(this);
        _events.Writer.TryComplete();
    }

    internal void Put(IReadOnlyList<Event> events)
    {
        foreach (var happened in events)
            _events.Writer.TryWrite(happened);
    }
}
