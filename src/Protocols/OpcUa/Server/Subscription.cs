using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>
/// A client's subscription (OPC 10000-4, 5.14.1.2): items with something to tell stand in a list, and each publishing interval they are
/// written straight into the answer to a waiting publish request. All of it is guarded by the engine's gate.
/// </summary>
internal sealed class Subscription(SubscriptionEngine engine, uint id, Session session) : IDue
{
    // What is larger goes into the next message: any client takes this much.
    private const int MaxMessageBytes = 1024 * 1024;

    private readonly Dictionary<double, SamplingGroup> _groups = [];
    private readonly SentMessages _sent = new(engine);
    private readonly Queue<MonitoredItem> _readyValues = new();
    private readonly Queue<MonitoredItem> _readyEvents = new();
    private long _start = engine.Time.GetTimestamp();
    private long _ticks;
    private long _scheduledFor = long.MaxValue;
    private int _stamp;
    private uint _sequenceNumber = 1;
    private uint _keepAliveCounter;
    private uint _lifetimeCounter;
    private bool _firstSent;
    private StatusCode? _statusChange;
    private TimeSpan _durable;

    public uint Id { get; } = id;

    /// <summary>Null after its session ended and before another took it over.</summary>
    public Session? Session { get; set; } = session;

    /// <summary>Who may take it over: the same user of the same client.</summary>
    public UserIdentity Owner { get; } = session.User!;

    public byte[]? OwnerCertificate { get; } = session.Certificate;

    public Dictionary<uint, MonitoredItem> Items { get; } = [];

    public double PublishingIntervalMs { get; private set; }

    public uint LifetimeCount { get; private set; }

    public uint KeepAliveCount { get; private set; }

    public int MaxNotifications { get; private set; }

    public byte Priority { get; private set; }

    public bool PublishingEnabled { get; set; }

    public bool IsDeleted { get; private set; }

    /// <summary>Has something to tell, or a keep-alive, and no publish request to tell it with.</summary>
    public bool IsLate { get; private set; }

    /// <summary>When it became late.</summary>
    public long LateSince { get; private set; }

    public uint Overflows { get; private set; }

    public uint[] AvailableNumbers
    {
        get
        {
            var numbers = new uint[_sent.Count];
            for (var i = 0; i < numbers.Length; i++)
                numbers[i] = _sent[i];
            return numbers;
        }
    }

    /// <summary>Takes new parameters, already within the limits, and counts its interval from now.</summary>
    public void Set(double publishingIntervalMs, uint lifetimeCount, uint keepAliveCount, uint maxNotifications, byte priority)
    {
        PublishingIntervalMs = publishingIntervalMs;
        LifetimeCount = Math.Max(lifetimeCount, DurableCycles(publishingIntervalMs));
        KeepAliveCount = keepAliveCount;
        MaxNotifications = (int)Math.Min(maxNotifications == 0 ? int.MaxValue : maxNotifications, engine.Limits.MaxNotificationsPerPublish == 0 ? int.MaxValue : (uint)engine.Limits.MaxNotificationsPerPublish);
        Priority = priority;
        _ticks = Math.Max(1, (long)(publishingIntervalMs / 1000 * engine.Time.TimestampFrequency));
        _start = engine.Time.GetTimestamp();
        _lifetimeCounter = 0;
        Schedule(_start + _ticks);
    }

    /// <summary>Keeps it without its client for longer than others.</summary>
    public void MakeDurable(TimeSpan lifetime)
    {
        _durable = lifetime;
        LifetimeCount = Math.Max(KeepAliveCount * 3, DurableCycles(PublishingIntervalMs));
        _lifetimeCounter = 0;
    }

    public void CountOverflow() => Overflows++;

    /// <summary>Any request that names the subscription shows that its client lives.</summary>
    public void ResetLifetime() => _lifetimeCounter = 0;

    public SamplingGroup GroupOf(double intervalMs)
    {
        if (!_groups.TryGetValue(intervalMs, out var group))
            _groups[intervalMs] = group = new SamplingGroup(engine, this, intervalMs);
        return group;
    }

    /// <summary>Gives an item a sampled value.</summary>
    public void Offer(MonitoredItem item, in DataValue value)
    {
        if (item.Offer(value))
            MarkReady(item);
    }

    /// <summary>An item has something new: it stands in line, and so do those it triggers.</summary>
    public void MarkReady(MonitoredItem item)
    {
        if (item.Mode == MonitoringMode.Reporting || item.IsTriggered)
            Line(item);
        if (item.Triggers is null)
            return;
        foreach (var link in item.Triggers)
        {
            if (!Items.TryGetValue(link, out var linked) || linked.Mode != MonitoringMode.Sampling || linked.Waiting == 0)
                continue;
            linked.IsTriggered = true;
            Line(linked);
        }
    }

    /// <summary>The publishing interval is over.</summary>
    public void Run(long now, int stamp)
    {
        lock (engine.Gate)
        {
            if (IsDeleted || stamp != _stamp)
                return;
            _scheduledFor = long.MaxValue;
            // A longer interval was set meanwhile: its end is still to come.
            if (now - _start >= _ticks)
                Cycle();
            if (!IsDeleted)
                Schedule(_start + ((((now - _start) / _ticks) + 1) * _ticks));
        }
    }

    /// <summary>Answers waiting publish requests as long as there is something to tell.</summary>
    public void Publish()
    {
        var sentAny = false;
        while (HasNotifications() || (IsLate && !sentAny))
        {
            if (Session is null || !SubscriptionEngine.TryTakePublish(Session, out var waiting))
            {
                SetLate();
                return;
            }
            if (!Send(waiting))
                continue;
            sentAny = true;
            if (IsDeleted)
                return;
        }
        IsLate = false;
    }

    public StatusCode Acknowledge(uint number) => _sent.Acknowledge(number);

    public bool TryGetSent(uint number, out ReadOnlySpan<byte> message) => _sent.TryGet(number, out message);

    /// <summary>All reporting items tell their last value again.</summary>
    public void RepeatValues()
    {
        foreach (var item in Items.Values)
        {
            if (item.Repeat())
                MarkReady(item);
        }
    }

    /// <summary>The session that had it hears so, as far as it still asks (OPC 10000-4, 5.14.7).</summary>
    public void TellTransferred(WaitingPublish waiting)
    {
        var before = _statusChange;
        _statusChange = StatusCodes.GoodSubscriptionTransferred;
        Send(waiting, keep: false);
        _statusChange = before;
    }

    /// <summary>The new session begins without what the old one was told.</summary>
    public void MoveTo(Session session)
    {
        Session = session;
        _lifetimeCounter = 0;
        _keepAliveCounter = 0;
        _firstSent = false;
    }

    public void Delete()
    {
        IsDeleted = true;
        foreach (var item in Items.Values)
            engine.Detach(item);
        Items.Clear();
        _readyValues.Clear();
        _readyEvents.Clear();
        _sent.Clear();
    }

    private uint DurableCycles(double intervalMs) => (uint)Math.Min(_durable.TotalMilliseconds / intervalMs, uint.MaxValue);

    private bool HasNotifications() => _statusChange is not null || (PublishingEnabled && (HasWaiting(_readyValues) || HasWaiting(_readyEvents)));

    // An item that was deleted or disabled meanwhile has nothing to tell any more.
    private static bool HasWaiting(Queue<MonitoredItem> line)
    {
        while (line.TryPeek(out var item) && item.Waiting == 0)
            Leave(line);
        return line.Count > 0;
    }

    private void Line(MonitoredItem item)
    {
        if (item.IsReady || item.Waiting == 0)
            return;
        item.IsReady = true;
        (item.Events is null ? _readyValues : _readyEvents).Enqueue(item);
    }

    // An earlier time replaces a later one; a later one waits for the earlier, so changing the interval again and again piles up nothing.
    private void Schedule(long due)
    {
        if (due >= _scheduledFor)
            return;
        _scheduledFor = due;
        engine.Due.Add(this, due, ++_stamp);
    }

    private void Cycle()
    {
        if (HasNotifications())
        {
            Publish();
        }
        else if (!_firstSent || ++_keepAliveCounter >= KeepAliveCount)
        {
            SetLate();
            Publish();
        }
        if (Session is { Publishes.Count: > 0 })
            _lifetimeCounter = 0;
        else if (++_lifetimeCounter >= LifetimeCount)
            engine.Expire(this);
    }

    private void SetLate()
    {
        if (!IsLate)
            LateSince = engine.Time.GetTimestamp();
        IsLate = true;
    }

    private bool Send(WaitingPublish waiting, bool keep = true)
    {
        var isKeepAlive = !HasNotifications();
        var writer = waiting.Target.Begin(PublishResponse.EncodingId);
        writer.WriteUInt32(Id);
        WriteAvailable(writer, keep && !isKeepAlive);
        var moreAt = writer.Reserve(1);
        var start = writer.Length;
        var message = new NotificationMessageWriter(writer, _sequenceNumber, waiting.Target.Now);
        if (!isKeepAlive)
            WriteNotifications(writer, ref message);
        message.End();
        if (!isKeepAlive && keep)
        {
            _sent.Keep(_sequenceNumber, writer.Written[start..]);
            _sequenceNumber = _sequenceNumber == uint.MaxValue ? 1 : _sequenceNumber + 1;
        }
        writer.WriteStatusCodes(waiting.Acknowledged.AsSpan());
        writer.WriteInt32(-1);
        if (HasNotifications())
            writer.Written[moreAt] = 1;
        _keepAliveCounter = 0;
        // Who is answered has asked, also one who only ever has a single request under way.
        _lifetimeCounter = 0;
        _firstSent = true;
        IsLate = false;
        return waiting.Target.Send(writer).IsGood;
    }

    private void WriteAvailable(UaWriter writer, bool withNext)
    {
        writer.WriteInt32(_sent.Count + (withNext ? 1 : 0));
        for (var i = 0; i < _sent.Count; i++)
            writer.WriteUInt32(_sent[i]);
        if (withNext)
            writer.WriteUInt32(_sequenceNumber);
    }

    private void WriteNotifications(UaWriter writer, ref NotificationMessageWriter message)
    {
        if (_statusChange is { } status)
        {
            message.Write(new StatusChangeNotification(status, null));
            _statusChange = null;
            return;
        }
        var left = MaxNotifications;
        if (_readyValues.Count > 0)
        {
            message.BeginDataChange();
            WriteValues(writer, ref message, ref left);
            message.EndDataChange();
        }
        if (_readyEvents.Count > 0 && left > 0)
        {
            var events = TakeEvents(left);
            left -= events.Count;
            message.Write(new EventNotificationList(events));
        }
        engine.CountNotifications(MaxNotifications - left);
    }

    private void WriteValues(UaWriter writer, ref NotificationMessageWriter message, ref int left)
    {
        var most = writer.Length + MaxMessageBytes;
        var now = UaDateTime.From(engine.Time.GetUtcNow());
        while (left > 0 && _readyValues.TryPeek(out var item))
        {
            while (left > 0 && item.Waiting > 0 && writer.Length < most)
            {
                message.WriteValue(item.ClientHandle, Timed.Of(item.Take(), item.Timestamps, now));
                left--;
            }
            if (item.Waiting > 0)
                return;
            Leave(_readyValues);
        }
    }

    private List<EventFieldList> TakeEvents(int left)
    {
        List<EventFieldList> events = [];
        while (left > 0 && _readyEvents.TryPeek(out var item))
        {
            while (left > 0 && item.WaitingEvents.TryDequeue(out var fields))
            {
                events.Add(new EventFieldList(item.ClientHandle, fields));
                left--;
            }
            if (item.Waiting > 0)
                break;
            Leave(_readyEvents);
        }
        return events;
    }

    private static void Leave(Queue<MonitoredItem> line)
    {
        var item = line.Dequeue();
        item.IsReady = false;
        item.IsTriggered = false;
        item.IsRefreshing = false;
    }
}
