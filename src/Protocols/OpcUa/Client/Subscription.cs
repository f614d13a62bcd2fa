using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>
/// Items whose changes the server sends, kept alive over every break. Adding and removing only notes the wish; the client makes the server
/// follow it, item by item, again and again, and <see cref="LiveItems"/> says how far it has come.
/// </summary>
public sealed class Subscription
{
    private readonly SubscriptionManager _manager;
    private readonly Dictionary<uint, MonitoredItem> _items = [];
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Subscription(SubscriptionManager manager, SubscriptionOptions options, INotificationSink sink)
    {
        _manager = manager;
        Options = options;
        Sink = sink;
    }

    public SubscriptionOptions Options { get; }

    /// <summary>Items asked for.</summary>
    public int RequestedItems => Count(static item => item.State != MonitoredItemState.Leaving);

    /// <summary>Items that the server has confirmed.</summary>
    public int LiveItems => Count(static item => item.State == MonitoredItemState.Live);

    /// <summary>Items that the server refuses, with its reasons.</summary>
    public IReadOnlyList<(uint Handle, StatusCode Status)> FailedItems
    {
        get
        {
            lock (Lock)
                return [.. _items.Values.Where(item => item.State == MonitoredItemState.Failed).Select(item => (item.Handle, item.Status))];
        }
    }

    /// <summary>The server's subscriptions now.</summary>
    public int ServerSubscriptions
    {
        get
        {
            lock (Lock)
                return Parts.Count;
        }
    }

    /// <summary>How long the server keeps it without its client; null when it is not durable.</summary>
    public TimeSpan? DurableLifetime { get; internal set; }

    /// <summary>The server's numbers of its subscriptions now, as its methods ask for them; others after a break.</summary>
    public IReadOnlyList<uint> ServerIds
    {
        get
        {
            lock (Lock)
                return [.. Parts.Where(p => !p.IsLost && p.Id != 0).Select(p => p.Id)];
        }
    }

    internal Lock Lock { get; } = new();

    internal INotificationSink Sink { get; }

    /// <summary>Guarded by <see cref="Lock"/>.</summary>
    internal List<SubscriptionPart> Parts { get; } = [];

    /// <summary>Guarded by <see cref="Lock"/>.</summary>
    internal Dictionary<uint, MonitoredItem> Items => _items;

    internal bool IsClosed { get; private set; }

    /// <summary>Watches more items. An item with a handle that is in use takes the old one's place.</summary>
    public void Add(IEnumerable<MonitoredItemRequest> items)
    {
        lock (Lock)
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            var last = (MonitoredItem?)null;
            foreach (var item in items)
            {
                if (_items.Remove(item.Handle, out var old))
                    Leave(old);
                _items[item.Handle] = last = new MonitoredItem(item, last);
            }
            if (_settled.Task.IsCompleted)
                _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        _manager.Wake();
    }

    /// <summary>Watches items no longer. Values that are under way may still come.</summary>
    public void Remove(IEnumerable<uint> handles)
    {
        lock (Lock)
        {
            foreach (var handle in handles)
            {
                if (_items.Remove(handle, out var item))
                    Leave(item);
            }
        }
        _manager.Wake();
    }

    /// <summary>Completes when every item has been tried: each is live or has failed.</summary>
    public Task SettledAsync(CancellationToken cancellation = default)
    {
        lock (Lock)
            return _items.Values.Any(item => item.State == MonitoredItemState.Pending) ? _settled.Task.WaitAsync(cancellation) : Task.CompletedTask;
    }

    /// <summary>Ends it, here and at the server.</summary>
    public async Task CloseAsync(CancellationToken cancellation = default)
    {
        lock (Lock)
            IsClosed = true;
        await _manager.CloseAsync(this, cancellation).ConfigureAwait(false);
    }

    /// <summary>The server's ids of an item and its subscription; false while it is not live.</summary>
    internal bool TryFindLive(uint handle, out uint part, out uint item)
    {
        lock (Lock)
        {
            var live = _items.TryGetValue(handle, out var found) && found is { State: MonitoredItemState.Live, Part.IsLost: false };
            (part, item) = live ? (found!.Part!.Id, found.ServerId) : (0, 0);
            return live;
        }
    }

    /// <summary>Guarded by <see cref="Lock"/>: items that left while the server had them.</summary>
    internal List<MonitoredItem> Leaving { get; } = [];

    internal void NoteSettled()
    {
        lock (Lock)
        {
            if (_items.Values.All(item => item.State != MonitoredItemState.Pending))
                _settled.TrySetResult();
        }
    }

    /// <summary>The server does not have a part any more: its items are to be made anew.</summary>
    /// <returns>The handles of its items.</returns>
    internal List<uint> Lose(SubscriptionPart part)
    {
        var lost = new List<uint>();
        lock (Lock)
        {
            Parts.Remove(part);
            Leaving.RemoveAll(item => item.Part == part);
            foreach (var item in _items.Values)
            {
                if (item.Part != part)
                    continue;
                lost.Add(item.Handle);
                item.Part = null;
                item.State = MonitoredItemState.Pending;
            }
        }
        return lost;
    }

    /// <summary>The handles of the items of a part.</summary>
    internal List<uint> HandlesOf(SubscriptionPart part)
    {
        lock (Lock)
            return [.. _items.Values.Where(item => item.Part == part).Select(item => item.Handle)];
    }

    private void Leave(MonitoredItem item)
    {
        if (item.State == MonitoredItemState.Live)
            Leaving.Add(item);
        else if (item.Part is not null)
            item.Part.Items--;
        item.State = MonitoredItemState.Leaving;
    }

    private int Count(Func<MonitoredItem, bool> what)
    {
        lock (Lock)
            return _items.Values.Count(what);
    }
}
