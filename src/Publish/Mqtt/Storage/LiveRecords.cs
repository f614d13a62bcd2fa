using System.Text;

namespace Millwright.Publish.Mqtt.Storage;

/// <summary>
/// Which records still count, and where they stand: what the log says so far without the records themselves. Applied in the order of
/// the log, by one thread.
/// </summary>
internal sealed class LiveRecords
{
    private readonly Dictionary<ulong, LiveSession> _sessions = [];
    private readonly Dictionary<ulong, LiveMessage> _messages = [];
    private readonly Dictionary<string, (RecordPlace Place, ulong Message)> _retained = new(StringComparer.Ordinal);
    private readonly List<ulong> _fresh = [];
    private bool _isReplaying = true;

    /// <summary>Bytes of all records that count.</summary>
    public long Bytes { get; private set; }

    public IReadOnlyDictionary<ulong, LiveSession> Sessions => _sessions;

    /// <summary>Where the messages stand that something refers to.</summary>
    public IEnumerable<KeyValuePair<ulong, RecordPlace>> Messages => _messages.Select(m => KeyValuePair.Create(m.Key, m.Value.Place));

    /// <summary>The ids of the retained messages.</summary>
    public IEnumerable<ulong> Retained => _retained.Values.Select(r => r.Message);

    /// <summary>Takes the next record of the log.</summary>
    /// <exception cref="FormatException">The record is none.</exception>
    public void Apply(RecordKind kind, ReadOnlySpan<byte> body, in RecordPlace place)
    {
        var reader = new BodyReader(body);
        switch (kind)
        {
            case RecordKind.Session:
                var session = SessionOf(reader.U64());
                session.Place = Replace(session.Place, place);
                break;
            case RecordKind.DropSession:
                DropSession(reader.U64());
                break;
            case RecordKind.Subscription:
                var subscriptions = SessionOf(reader.U64()).Subscriptions;
                var filter = reader.Subscription().Filter;
                subscriptions[filter] = Replace(subscriptions.GetValueOrDefault(filter), place);
                break;
            case RecordKind.DropSubscription:
                if (_sessions.TryGetValue(reader.U64(), out var unsubscribed) && unsubscribed.Subscriptions.Remove(reader.Text(), out var subscription))
                    Bytes -= subscription.Bytes;
                break;
            case RecordKind.Message:
                SaveMessage(reader.U64(), place);
                break;
            case RecordKind.Delivery:
                var deliveries = SessionOf(reader.U64()).Deliveries;
                var (id, message) = (reader.U64(), reader.U64());
                if (!deliveries.TryGetValue(id, out var before))
                    Refer(message);
                deliveries[id] = (Replace(before.Place, place), message);
                break;
            case RecordKind.DropDelivery:
                if (_sessions.TryGetValue(reader.U64(), out var receiver) && receiver.Deliveries.Remove(reader.U64(), out var delivered))
                    Release(delivered.Place, delivered.Message);
                break;
            case RecordKind.Received:
                var received = SessionOf(reader.U64()).Received;
                var packet = reader.U16();
                received[packet] = Replace(received.GetValueOrDefault(packet), place);
                break;
            case RecordKind.DropReceived:
                if (_sessions.TryGetValue(reader.U64(), out var sender) && sender.Received.Remove(reader.U16(), out var released))
                    Bytes -= released.Bytes;
                break;
            case RecordKind.Retained:
                SaveRetained(reader.U64(), Encoding.UTF8.GetString(reader.Bytes()), place);
                break;
            case RecordKind.DropRetained:
                if (_retained.Remove(Encoding.UTF8.GetString(reader.Bytes()), out var retained))
                    Release(retained.Place, retained.Message);
                break;
            default:
                throw new FormatException($"a record is of kind {(byte)kind}, which this version does not know");
        }
    }

    /// <summary>A turn is whole: a message that nothing refers to by now, nothing ever will.</summary>
    public void EndFrame()
    {
        foreach (var id in _fresh)
        {
            if (_messages.TryGetValue(id, out var message) && message.References == 0)
                Forget(id, message);
        }
        _fresh.Clear();
    }

    /// <summary>The log is read to its end. Leaves out what its owner is gone of.</summary>
    public void EndReplay()
    {
        _isReplaying = false;
        foreach (var (id, session) in _sessions.ToList())
        {
            if (session.Place.Bytes == 0)
                DropSession(id);
        }
        foreach (var (id, message) in _messages.ToList())
        {
            if (message.References == 0)
                Forget(id, message);
        }
        _fresh.Clear();
    }

    /// <summary>Whether a record at a place is one that counts, and so must be kept when its file goes.</summary>
    public bool Counts(RecordKind kind, ReadOnlySpan<byte> body, in RecordPlace place)
    {
        var reader = new BodyReader(body);
        switch (kind)
        {
            case RecordKind.Session:
                return _sessions.TryGetValue(reader.U64(), out var session) && session.Place == place;
            case RecordKind.Subscription:
                return _sessions.TryGetValue(reader.U64(), out var subscriber) && subscriber.Subscriptions.GetValueOrDefault(reader.Subscription().Filter) == place;
            case RecordKind.Message:
                return _messages.TryGetValue(reader.U64(), out var message) && message.Place == place;
            case RecordKind.Delivery:
                return _sessions.TryGetValue(reader.U64(), out var receiver) && receiver.Deliveries.GetValueOrDefault(reader.U64()).Place == place;
            case RecordKind.Received:
                return _sessions.TryGetValue(reader.U64(), out var sender) && sender.Received.GetValueOrDefault(reader.U16()) == place;
            case RecordKind.Retained:
                _ = reader.U64();
                return _retained.GetValueOrDefault(Encoding.UTF8.GetString(reader.Bytes())).Place == place;
            default:
                // What takes back concerns older records, and those are gone already: files go oldest first.
                return false;
        }
    }

    private LiveSession SessionOf(ulong id)
    {
        // A session's own record may have been copied behind those of what belongs to it.
        if (!_sessions.TryGetValue(id, out var session))
            _sessions.Add(id, session = new());
        return session;
    }

    private RecordPlace Replace(in RecordPlace before, in RecordPlace place)
    {
        Bytes += place.Bytes - before.Bytes;
        return place;
    }

    private void SaveMessage(ulong id, in RecordPlace place)
    {
        if (!_messages.TryGetValue(id, out var message))
        {
            _messages.Add(id, message = new());
            _fresh.Add(id);
        }
        message.Place = Replace(message.Place, place);
    }

    private void SaveRetained(ulong message, string topic, in RecordPlace place)
    {
        Refer(message);
        if (_retained.TryGetValue(topic, out var before))
            Release(before.Place, before.Message);
        Bytes += place.Bytes;
        _retained[topic] = (place, message);
    }

    private void Refer(ulong id)
    {
        if (!_messages.TryGetValue(id, out var message))
            _messages.Add(id, message = new());
        message.References++;
    }

    private void Release(in RecordPlace place, ulong id)
    {
        Bytes -= place.Bytes;
        // While the log is read, what refers to a message may have been copied behind the message and come later.
        if (_messages.TryGetValue(id, out var message) && --message.References == 0 && !_isReplaying)
            Forget(id, message);
    }

    private void Forget(ulong id, LiveMessage message)
    {
        Bytes -= message.Place.Bytes;
        _messages.Remove(id);
    }

    private void DropSession(ulong id)
    {
        if (!_sessions.Remove(id, out var session))
            return;
        Bytes -= session.Place.Bytes;
        foreach (var place in session.Subscriptions.Values.Concat(session.Received.Values))
            Bytes -= place.Bytes;
        foreach (var (place, message) in session.Deliveries.Values)
            Release(place, message);
    }

    /// <summary>The records of a session.</summary>
    internal sealed class LiveSession
    {
        /// <summary>Its own; without bytes as long as it was not met.</summary>
        public RecordPlace Place { get; set; }

        public Dictionary<string, RecordPlace> Subscriptions { get; } = new(StringComparer.Ordinal);

        public Dictionary<ulong, (RecordPlace Place, ulong Message)> Deliveries { get; } = [];

        public Dictionary<ushort, RecordPlace> Received { get; } = [];
    }

    private sealed class LiveMessage
    {
        public RecordPlace Place { get; set; }

        public int References { get; set; }
    }
}
