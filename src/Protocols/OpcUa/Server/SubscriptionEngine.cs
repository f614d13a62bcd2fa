using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Holds all subscriptions and what they share: one gate, one clock, the items that watch events.</summary>
internal sealed class SubscriptionEngine : IDisposable
{
    private const int MaxAncestors = 100;

    private readonly AttributeReader _attributes;
    private readonly ValueTable _values;
    private readonly OpcUaServerOptions _options;
    private readonly ServerCounters _counters;
    private readonly Dictionary<uint, Subscription> _subscriptions = [];
    private readonly Dictionary<NodeId, List<MonitoredItem>> _orphans = new(NodeIdComparer.Instance);
    private readonly List<MonitoredItem> _eventItems = [];
    private uint _lastId = (uint)Random.Shared.Next(1, 1 << 20);
    private uint _lastItem;

    public SubscriptionEngine(UaAddressSpace space, AttributeReader attributes, ValueTable values, OpcUaServerOptions options, ServerCounters counters)
    {
        Space = space;
        _attributes = attributes;
        _values = values;
        _options = options;
        _counters = counters;
        Due = new DueQueue(options.Time, fault => options.OnIncident?.Invoke(new ServerIncident("", StatusCodes.BadInternalError, "a subscription failed inside", fault)));
    }

    /// <summary>Guards subscriptions, items and waiting publish requests.</summary>
    public Lock Gate { get; } = new();

    public DueQueue Due { get; }

    public UaAddressSpace Space { get; }

    public TimeProvider Time => _options.Time;

    public ServerLimits Limits => _options.Limits;

    /// <summary>Bytes of sent messages that all subscriptions keep.</summary>
    public long KeptBytes { get; set; }

    /// <summary>Values that items were promised room for.</summary>
    public long PromisedValues { get; private set; }

    /// <summary>Items of all subscriptions.</summary>
    public int ItemCount { get; private set; }

    /// <summary>Subscriptions now; for diagnostics, so without the gate.</summary>
    public int Count => _subscriptions.Count;

    /// <summary>Different publishing intervals in use; for diagnostics, so without the gate.</summary>
    public int IntervalCount { get; private set; }

    public DateTimeOffset GetUtcNow() => Time.GetUtcNow();

    /// <summary>The current value for an item; asks the address space when nobody announces it.</summary>
    public DataValue Current(MonitoredItem item)
    {
        if (item.Handle >= 0)
        {
            _values.TryGet(item.Handle, out var value);
            return value;
        }
        using var reading = Space.Read();
        return Ask(item);
    }

    /// <summary>The current value of an item; the caller holds the address space's read scope.</summary>
    public DataValue Ask(MonitoredItem item)
    {
        var node = Space.Resolve(item.Node);
        if (node < 0)
            return DataValue.FromStatus(StatusCodes.BadNodeIdUnknown);
        return item.Attribute == AttributeId.Value ? _attributes.Current(node) : _attributes.ReadAttribute(node, item.Attribute, item.Subscription.Owner);
    }

    public StatusCode TryCreate(Session session, out Subscription subscription)
    {
        subscription = null!;
        if (session.IsClosed)
            return StatusCodes.BadSessionClosed;
        if (_subscriptions.Count >= Limits.MaxSubscriptions || session.Subscriptions.Count >= Limits.MaxSubscriptionsPerSession)
            return StatusCodes.BadTooManySubscriptions;
        do
            _lastId++;
        while (_lastId == 0 || _subscriptions.ContainsKey(_lastId));
        subscription = new Subscription(this, _lastId, session);
        _subscriptions[subscription.Id] = subscription;
        session.Subscriptions.Add(subscription);
        _counters.CountSubscription();
        return StatusCodes.Good;
    }

    /// <summary>A session's subscription.</summary>
    public Subscription? Find(Session session, uint id) => _subscriptions.TryGetValue(id, out var subscription) && subscription.Session == session ? subscription : null;

    /// <summary>Any subscription, for its transfer.</summary>
    public Subscription? Find(uint id) => _subscriptions.GetValueOrDefault(id);

    /// <summary>The room an item gets for values that wait, of what it asks for.</summary>
    public int Promise(MonitoredItem item, uint requested, int most)
    {
        var left = (Limits.MaxQueuedValues - (PromisedValues - item.PromisedValues)) / item.ValuesPerEntry;
        var granted = (int)Math.Clamp(requested, 1, Math.Clamp(left, 1, most));
        if (item.IsAttached)
            NotePromised(item, (long)granted * item.ValuesPerEntry);
        return granted;
    }

    public uint NextItemId() => ++_lastItem;

    public void CountIntervals() => IntervalCount = _subscriptions.Values.Select(static s => s.PublishingIntervalMs).Distinct().Count();

    public void Delete(Subscription subscription)
    {
        subscription.Delete();
        _subscriptions.Remove(subscription.Id);
        CountIntervals();
        if (subscription.Session is not { } session)
            return;
        session.Subscriptions.Remove(subscription);
        if (session.Subscriptions.Count == 0)
            RefuseWaiting(session, StatusCodes.BadNoSubscription);
    }

    /// <summary>Its client was silent for its whole lifetime.</summary>
    public void Expire(Subscription subscription)
    {
        _options.OnIncident?.Invoke(new ServerIncident(subscription.Session?.Channel.Peer ?? "", StatusCodes.BadTimeout, $"subscription {subscription.Id} ended: its client did not publish for its lifetime"));
        Delete(subscription);
    }

    /// <summary>Begins to sample an item, as its mode asks.</summary>
    public void Attach(MonitoredItem item)
    {
        ItemCount++;
        NotePromised(item, (long)item.QueueSize * item.ValuesPerEntry);
        item.IsAttached = true;
        if (item.Events is not null)
            _eventItems.Add(item);
        else
            Start(item);
    }

    public void Detach(MonitoredItem item)
    {
        ItemCount--;
        NotePromised(item, 0);
        item.IsAttached = false;
        if (item.Events is not null)
            _eventItems.Remove(item);
        else
            Stop(item);
        if (_orphans.TryGetValue(item.NodeId, out var orphans) && orphans.Remove(item) && orphans.Count == 0)
            _orphans.Remove(item.NodeId);
        item.Forget();
    }

    public void Start(MonitoredItem item)
    {
        if (item.Mode == MonitoringMode.Disabled || item.Group is not null)
            return;
        var group = item.Subscription.GroupOf(item.SamplingIntervalMs);
        item.Group = group;
        if (item.Handle >= 0)
        {
            _values.Attach(item.Handle, item);
        }
        else
        {
            group.Polled.Add(item);
            group.Poll();
        }
        item.Subscription.Offer(item, Current(item));
    }

    public void Stop(MonitoredItem item)
    {
        if (item.Group is not { } group)
            return;
        item.Group = null;
        if (item.Handle >= 0)
            _values.Detach(item.Handle, item);
        else
            group.Polled.Remove(item);
    }

    /// <summary>Takes the oldest publish request that can still be answered.</summary>
    public static bool TryTakePublish(Session session, out WaitingPublish waiting)
    {
        while (session.Publishes.TryDequeue(out waiting))
        {
            if (waiting.Target.Channel.IsOpen)
                return true;
        }
        return false;
    }

    /// <summary>Sends back what a session still asks for.</summary>
    public static void RefuseWaiting(Session session, StatusCode status)
    {
        while (TryTakePublish(session, out var waiting))
            waiting.Target.Fault(status);
    }

    /// <summary>Tells every item that watches where it happened.</summary>
    public void Raise(UaEvent occurred)
    {
        var received = UaDateTime.From(Time.GetUtcNow());
        lock (Gate)
        {
            if (_eventItems.Count == 0)
                return;
            using var reading = Space.Read();
            var heard = AncestorsOf(occurred.SourceNode);
            foreach (var item in _eventItems)
            {
                if (heard.Contains(Space.Resolve(item.Node)))
                    Give(item, occurred, received);
            }
        }
    }

    /// <summary>Gives an event to one item, if its filter lets it through. The caller holds gate and read scope.</summary>
    public void Give(MonitoredItem item, UaEvent occurred, UaDateTime received)
    {
        if (item.Mode == MonitoringMode.Disabled || !item.Events!.Wants(occurred, received, Space))
            return;
        if (item.WaitingEvents.Count >= item.QueueSize)
        {
            item.Subscription.CountOverflow();
            if (!item.LostEvents)
                item.WaitingEvents.Enqueue(item.Events.Select(EventProgram.Overflow(received), received));
            item.LostEvents = true;
            if (!item.DiscardOldest)
                return;
            item.WaitingEvents.Dequeue();
        }
        else
        {
            item.LostEvents = false;
        }
        item.WaitingEvents.Enqueue(item.Events.Select(occurred, received));
        item.Subscription.MarkReady(item);
    }

    /// <summary>Items of nodes that went say so; items of nodes that came back go on.</summary>
    public void NodesChanged(IReadOnlyList<ModelChange> changes)
    {
        lock (Gate)
        {
            if (ItemCount == 0)
                return;
            if (changes.Any(static c => c.Verb == ModelChangeVerb.NodeDeleted))
            {
                foreach (var subscription in _subscriptions.Values)
                {
                    foreach (var item in subscription.Items.Values)
                        Abandon(item);
                }
            }
            foreach (var change in changes)
            {
                if (change.Verb == ModelChangeVerb.NodeAdded && _orphans.Remove(change.Affected, out var orphans))
                    orphans.ForEach(Adopt);
            }
        }
    }

    public void CountNotifications(int count) => _counters.CountNotifications(count);

    /// <summary>A session ended.</summary>
    public void SessionEnded(Session session, bool deleteSubscriptions)
    {
        lock (Gate)
        {
            RefuseWaiting(session, StatusCodes.BadSessionClosed);
            foreach (var subscription in session.Subscriptions.ToArray())
            {
                if (deleteSubscriptions)
                    Delete(subscription);
                else
                    subscription.Session = null;
            }
            session.Subscriptions.Clear();
        }
    }

    public void Dispose()
    {
        Due.Dispose();
        lock (Gate)
        {
            foreach (var subscription in _subscriptions.Values)
                subscription.Delete();
            _subscriptions.Clear();
        }
    }

    private void NotePromised(MonitoredItem item, long values)
    {
        PromisedValues += values - item.PromisedValues;
        item.PromisedValues = values;
    }

    private void Abandon(MonitoredItem item)
    {
        using (Space.Read())
        {
            if (Space.Resolve(item.Node) >= 0)
                return;
        }
        if (!_orphans.TryGetValue(item.NodeId, out var orphans))
            _orphans[item.NodeId] = orphans = [];
        if (orphans.Contains(item))
            return;
        orphans.Add(item);
        if (item.Events is not null)
            return;
        Stop(item);
        item.Handle = -1;
        if (item.Mode != MonitoringMode.Disabled)
            item.Subscription.Offer(item, DataValue.FromStatus(StatusCodes.BadNodeIdUnknown));
    }

    private void Adopt(MonitoredItem item)
    {
        using (Space.Read())
        {
            var node = Space.Nodes.Find(item.NodeId.AsKey());
            if (node < 0)
                return;
            item.Node = Space.HandleOf(node);
            var value = Space.Nodes[node].Value;
            item.Handle = item.Attribute == AttributeId.Value && NodeValue.IsHandle(value) ? value : -1;
        }
        if (item.Events is null)
            Start(item);
    }

    // The source itself, what it hangs below, and the Server object, which hears of everything.
    private HashSet<int> AncestorsOf(NodeId source)
    {
        HashSet<int> heard = [Space.FindStandard(StandardIds.Server)];
        var node = Space.Nodes.Find(source.AsKey());
        for (var steps = 0; node >= 0 && steps < MaxAncestors; steps++)
        {
            heard.Add(node);
            node = Space.Nodes[node].Parent;
        }
        return heard;
    }
}
