using System.Globalization;
using System.Text;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Product.Tests.Publish.Mqtt;

/// <summary>What a store must hold, kept the plainest way, and what a broker does to it in one turn.</summary>
internal sealed class StoreModel
{
    private readonly SortedDictionary<ulong, Session> _sessions = [];
    private readonly SortedDictionary<string, StoredMessage> _retained = new(StringComparer.Ordinal);
    private ulong _lastId;

    public StoreModel(StoredState state)
    {
        _lastId = state.LastId;
        foreach (var kept in state.Sessions)
        {
            var session = _sessions[kept.Session.Id] = new() { Stored = kept.Session };
            foreach (var subscription in kept.Subscriptions)
                session.Subscriptions[subscription.Filter] = subscription;
            foreach (var delivery in kept.Deliveries)
                session.Deliveries[delivery.Id] = (delivery, state.Messages[delivery.MessageId]);
            session.Received.UnionWith(kept.Received);
        }
        foreach (var id in state.Retained)
            _retained[Encoding.UTF8.GetString(state.Messages[id].Topic)] = state.Messages[id];
    }

    /// <summary>Everything, in an order of its own.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var session in _sessions.Values)
            {
                var s = session.Stored;
                text.AppendLine(CultureInfo.InvariantCulture, $"{s.Id} {s.ClientId} {s.ExpirySeconds} {s.DisconnectedAtMs} {s.WillDelaySeconds} {s.Identity} will {Of(s.Will)}");
                foreach (var sub in session.Subscriptions.Values)
                    text.AppendLine(CultureInfo.InvariantCulture, $"  {sub.Filter} {sub.Options} {sub.Identifier}");
                foreach (var (d, message) in session.Deliveries.Values)
                    text.AppendLine(CultureInfo.InvariantCulture, $"  {d.Id} {d.Qos} {d.Retain} {string.Join(',', d.SubscriptionIds)} {d.PacketId} {d.State} {Of(message)}");
                text.AppendLine(CultureInfo.InvariantCulture, $"  received {string.Join(',', session.Received)}");
            }
            foreach (var message in _retained.Values)
                text.AppendLine(CultureInfo.InvariantCulture, $"retained {Of(message)}");
            return text.ToString();
        }
    }

    /// <summary>One random turn, on the model and on the store alike.</summary>
    /// <returns>The position of its last change.</returns>
    public long Turn(ISessionStore store, Random random)
    {
        var position = 0L;
        for (var i = random.Next(1, 6); i > 0; i--)
            position = Step(store, random);
        return position;
    }

    private static string Of(StoredMessage? m) => m is null
        ? "none"
        : $"{m.Id} {Encoding.UTF8.GetString(m.Topic)} {Convert.ToHexString(m.Payload)} {Convert.ToHexString(m.Properties)} {m.Qos} {m.Retain} {m.ExpiresAtMs}";

    private long Step(ISessionStore store, Random random)
    {
        if (_sessions.Count == 0 || random.Next(12) == 0)
            return Open(store, random);
        var session = _sessions.Values.ElementAt(random.Next(_sessions.Count));
        var id = session.Stored.Id;
        switch (random.Next(11))
        {
            case 0 when _sessions.Count > 2:
                _sessions.Remove(id);
                return store.DropSession(id);
            case 1:
                session.Stored = session.Stored with { DisconnectedAtMs = random.Next(), Will = random.Next(2) == 0 ? null : Message(random) };
                return store.SaveSession(session.Stored);
            case 2:
                var subscription = new StoredSubscription($"a/{random.Next(5)}/+", new((MqttQos)random.Next(3), random.Next(2) == 0, true), (uint)random.Next(9));
                session.Subscriptions[subscription.Filter] = subscription;
                return store.SaveSubscription(id, subscription);
            case 3 when session.Subscriptions.Count > 0:
                var filter = session.Subscriptions.Keys.First();
                session.Subscriptions.Remove(filter);
                return store.DropSubscription(id, filter);
            case 4 or 5:
                return Publish(store, random);
            case 6 when session.Deliveries.Count > 0:
                var (sent, message) = session.Deliveries.Values.ElementAt(random.Next(session.Deliveries.Count));
                sent = sent with { State = (DeliveryState)random.Next(3), PacketId = (ushort)random.Next(1, 65_536) };
                session.Deliveries[sent.Id] = (sent, message);
                return store.SaveDelivery(id, sent);
            case 7 or 8 when session.Deliveries.Count > 0:
                var done = session.Deliveries.Keys.First();
                session.Deliveries.Remove(done);
                return store.DropDelivery(id, done);
            case 9:
                var packet = (ushort)random.Next(1, 20);
                return session.Received.Add(packet) ? store.SaveReceived(id, packet) : Release(store, session, packet);
            default:
                return Retain(store, random);
        }
    }

    private static long Release(ISessionStore store, Session session, ushort packet)
    {
        session.Received.Remove(packet);
        return store.DropReceived(session.Stored.Id, packet);
    }

    private long Open(ISessionStore store, Random random)
    {
        var stored = new StoredSession(++_lastId, $"client-{_lastId}", (uint)random.Next(), 0, null, (uint)random.Next(9), "cert:Prüfstand");
        _sessions.Add(stored.Id, new() { Stored = stored });
        return store.SaveSession(stored);
    }

    private StoredMessage Message(Random random)
    {
        var payload = new byte[random.Next(60)];
        random.NextBytes(payload);
        return new(++_lastId, Encoding.UTF8.GetBytes($"halle/ä{random.Next(6)}"), payload, [1, 0], (MqttQos)random.Next(3), random.Next(2) == 0, random.Next(3));
    }

    /// <summary>A message that some sessions wait for, or none: its queue was full.</summary>
    private long Publish(ISessionStore store, Random random)
    {
        var message = Message(random);
        var position = store.SaveMessage(message);
        foreach (var session in _sessions.Values.Where(_ => random.Next(2) == 0))
        {
            var delivery = new StoredDelivery(++_lastId, message.Id, (MqttQos)random.Next(1, 3), false, random.Next(3) == 0 ? [7, 9] : [], 0, DeliveryState.Queued);
            session.Deliveries.Add(delivery.Id, (delivery, message));
            position = store.SaveDelivery(session.Stored.Id, delivery);
        }
        return position;
    }

    private long Retain(ISessionStore store, Random random)
    {
        var message = Message(random);
        var topic = Encoding.UTF8.GetString(message.Topic);
        if (random.Next(3) == 0 && _retained.Remove(topic))
            return store.DropRetained(message.Topic);
        _retained[topic] = message;
        store.SaveMessage(message);
        return store.SaveRetained(message);
    }

    private sealed class Session
    {
        public required StoredSession Stored { get; set; }

        public SortedDictionary<string, StoredSubscription> Subscriptions { get; } = new(StringComparer.Ordinal);

        public SortedDictionary<ulong, (StoredDelivery Delivery, StoredMessage Message)> Deliveries { get; } = [];

        public SortedSet<ushort> Received { get; } = [];
    }
}
