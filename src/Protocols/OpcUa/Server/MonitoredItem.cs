using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>One attribute of one node that a client watches. Guarded by the subscriptions' gate but for <see cref="Changed"/>.</summary>
internal sealed class MonitoredItem(Subscription subscription, uint id, NodeId nodeId, AttributeId attribute)
{
    private ValueQueue _values;
    private DataValue _last;
    private bool _hasLast;

    public Subscription Subscription { get; } = subscription;

    public uint Id { get; } = id;

    public NodeHandle Node { get; set; }

    public NodeId NodeId { get; } = nodeId;

    public AttributeId Attribute { get; } = attribute;

    /// <summary>The product's handle; -1 for what has to be asked for at each sampling.</summary>
    public int Handle { get; set; } = -1;

    /// <summary>The next item of the same handle.</summary>
    public MonitoredItem? NextOfHandle { get; set; }

    public uint ClientHandle { get; set; }

    public NumericRange? Range { get; init; }

    public TimestampsToReturn Timestamps { get; set; }

    public MonitoringMode Mode { get; set; }

    public double SamplingIntervalMs { get; set; }

    public int QueueSize { get; private set; } = 1;

    /// <summary>What one entry of the queue counts for: a value, or the fields of an event.</summary>
    public int ValuesPerEntry => Events?.FieldCount ?? 1;

    /// <summary>Values it was promised room for.</summary>
    public long PromisedValues { get; set; }

    public bool DiscardOldest { get; private set; } = true;

    public DataFilter Filter { get; set; } = DataFilter.Default;

    /// <summary>What an item that watches events sends; null for values.</summary>
    public EventProgram? Events { get; set; }

    public Queue<Variant[]> WaitingEvents { get; } = new(0);

    /// <summary>Where it is sampled; null while it is not.</summary>
    public volatile SamplingGroup? Group;

    /// <summary>In the group's list of changed items; guarded by the group.</summary>
    public bool IsDirty { get; set; }

    /// <summary>In the subscription's list of items with something to tell.</summary>
    public bool IsReady { get; set; }

    /// <summary>Reports once though it only samples, because an item it is linked to did.</summary>
    public bool IsTriggered { get; set; }

    /// <summary>Counted among the server's items.</summary>
    public bool IsAttached { get; set; }

    /// <summary>Items that report when this one does.</summary>
    public HashSet<uint>? Triggers { get; set; }

    public bool LostEvents { get; set; }

    /// <summary>A condition refresh was begun; another waits until its events are told.</summary>
    public bool IsRefreshing { get; set; }

    public int Waiting => Events is null ? _values.Count : WaitingEvents.Count;

    public void SetQueue(int size, bool discardOldest)
    {
        if (Events is null)
            _values.Resize(QueueSize, size, discardOldest);
        while (WaitingEvents.Count > size)
            WaitingEvents.Dequeue();
        QueueSize = size;
        DiscardOldest = discardOldest;
    }

    /// <summary>The value of its handle changed. Any thread; takes no lock but the group's.</summary>
    public void Changed(in DataValue value) => Group?.Mark(this, value);

    /// <summary>Looks at a value; true when it is news and waits now to be told.</summary>
    public bool Offer(in DataValue sampled)
    {
        var value = Range is null || sampled.Status.IsBad ? sampled : IndexRanges.Read(Range, sampled);
        if (_hasLast && !Filter.IsNews(value, _last))
            return false;
        _last = value;
        _hasLast = true;
        if (_values.Add(value, QueueSize, DiscardOldest) && QueueSize > 1)
            Subscription.CountOverflow();
        return true;
    }

    /// <summary>Tells the last value once more, as after a transfer.</summary>
    public bool Repeat() => _hasLast && Mode == MonitoringMode.Reporting && Events is null && (_values.Add(_last, QueueSize, DiscardOldest) || true);

    public DataValue Take() => _values.Take(QueueSize);

    /// <summary>Forgets everything: it was disabled or what it watches was changed.</summary>
    public void Forget()
    {
        _values.Clear();
        WaitingEvents.Clear();
        _hasLast = false;
        LostEvents = false;
        IsTriggered = false;
    }
}
