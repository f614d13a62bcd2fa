using Millwright.Mqtt.Access;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Mqtt.Server;

/// <summary>All sessions: opened and taken over, left, expired; and the wills of clients that left badly.</summary>
internal sealed class SessionRegistry(BrokerEngine engine)
{
    private readonly Dictionary<string, Session> _byClient = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Due, long> _due = new();

    public int Count => _byClient.Count;

    public Session? Find(string clientId) => _byClient.GetValueOrDefault(clientId);

    public IEnumerable<Session> All => _byClient.Values;

    /// <summary>Whether an identity may use a client identifier, where sessions belong to identities.</summary>
    public bool MayOpen(string clientId, MqttIdentity identity) =>
        !engine.Options.SessionsBelongToIdentity || !_byClient.TryGetValue(clientId, out var session) || session.Identity.Name == identity.Name;

    /// <summary>The session of a CONNECT: the one the client had, or a new one; null when there would be too many.</summary>
    public Session? Open(BrokerConnection connection, BrokerConnection.Connecting connecting, MqttIdentity identity)
    {
        var clientId = connecting.Request.ClientId;
        if (_byClient.TryGetValue(clientId, out var session) && session.Owner is { } other)
        {
            engine.Counters.Refuse(RefuseCause.TakenOver);
            other.Disconnect(MqttReasonCode.SessionTakenOver);
            session = _byClient.GetValueOrDefault(clientId);
        }
        if (session is not null && connecting.CleanStart)
        {
            End(session);
            session = null;
        }
        if (session is null && _byClient.Count >= engine.Options.MaxSessions)
            return null;
        connecting.SessionPresent = session is not null;
        var willBytes = connecting.Will?.Bytes ?? 0;
        var held = session?.HeldNames ?? 0;
        if (!engine.Names.TryTake(ref held, session is null ? HeldNames.CostOf(clientId, willBytes) : willBytes - session.WillBytes))
            return null;
        if (session is null)
            _byClient.Add(clientId, session = new Session(engine.NextId(), clientId));
        session.HeldNames = held;
        session.WillBytes = willBytes;
        session.Owner = connection;
        session.Identity = identity;
        session.ExpirySeconds = connecting.Expiry;
        session.IsStored |= session.IsPersistent;
        session.DisconnectedAtMs = 0;
        session.Absence++;
        session.Will = connecting.Will;
        session.WillDelaySeconds = connecting.WillDelay;
        return session;
    }

    /// <summary>The connection of a session ended.</summary>
    public void Left(Session session, BrokerConnection connection)
    {
        if (session.Owner != connection)
            return;
        session.Owner = session.Online = null;
        session.Resend = null;
        session.Absence++;
        session.DisconnectedAtMs = engine.NowMs;
        Arrange(session, 0);
        if (!session.HasEnded && session.IsStored)
            engine.Options.Store.SaveSession(session.ToStored());
    }

    /// <summary>Ends a session with all that belongs to it.</summary>
    public void End(Session session)
    {
        if (session.HasEnded)
            return;
        PublishWill(session);
        session.HasEnded = true;
        _byClient.Remove(session.ClientId);
        foreach (var subscription in session.Subscriptions?.Values ?? Enumerable.Empty<Subscription>())
            engine.Tree.Remove(subscription);
        engine.Names.Give(ref session.HeldNames, session.HeldNames);
        var waiting = session.Queue?.Count ?? 0;
        engine.Counters.QueuedMessages -= waiting;
        engine.Counters.Drop(DropCause.SessionEnded, waiting + (session.InFlight?.Count ?? 0));
        if (session.IsStored)
            engine.Options.Store.DropSession(session.Id);
    }

    /// <summary>Ends what has expired and publishes the wills that are due.</summary>
    public void Tick()
    {
        while (_due.TryPeek(out var due, out var at) && at <= engine.NowMs)
        {
            _due.Dequeue();
            if (due.Session.Absence != due.Absence || due.Session.HasEnded)
                continue;
            if (due.IsWill)
                PublishWill(due.Session);
            else
                End(due.Session);
        }
    }

    /// <summary>Takes up what a store kept. Clients that were connected have gone badly, as far as their wills are concerned.</summary>
    public void Restore(StoredState state)
    {
        foreach (var kept in state.Sessions)
        {
            var stored = kept.Session;
            var session = new Session(stored.Id, stored.ClientId)
            {
                ExpirySeconds = stored.ExpirySeconds,
                IsStored = true,
                Identity = new MqttIdentity(stored.Identity),
                Will = stored.Will,
                WillDelaySeconds = stored.WillDelaySeconds,
                DisconnectedAtMs = stored.DisconnectedAtMs == 0 ? engine.NowMs : stored.DisconnectedAtMs,
            };
            _byClient.Add(session.ClientId, session);
            session.WillBytes = session.Will?.Bytes ?? 0;
            engine.Names.Take(ref session.HeldNames, HeldNames.CostOf(session.ClientId, session.WillBytes));
            RestoreSubscriptions(session, kept);
            RestoreDeliveries(session, kept, state.Messages);
            if (kept.Received.Count > 0)
                session.Received = [.. kept.Received];
        }
        foreach (var session in _byClient.Values.ToList())
            Arrange(session, engine.NowMs - session.DisconnectedAtMs);
    }

    private void RestoreSubscriptions(Session session, StoredState.SessionState kept)
    {
        foreach (var stored in kept.Subscriptions)
        {
            var subscription = new Subscription(session, stored.Filter) { Options = stored.Options, Identifiers = stored.Identifier == 0 ? [] : [stored.Identifier] };
            (session.Subscriptions ??= new(StringComparer.Ordinal)).Add(stored.Filter, subscription);
            engine.Tree.Add(subscription);
            engine.Names.Take(ref session.HeldNames, HeldNames.CostOf(stored.Filter));
        }
    }

    private void RestoreDeliveries(Session session, StoredState.SessionState kept, Dictionary<ulong, StoredMessage> messages)
    {
        foreach (var stored in kept.Deliveries)
        {
            var delivery = new Delivery(stored.Id, messages[stored.MessageId], stored.Qos, stored.Retain, [.. stored.SubscriptionIds]) { PacketId = stored.PacketId, State = stored.State };
            if (stored.State != DeliveryState.Queued)
            {
                (session.InFlight ??= []).Add(stored.PacketId, delivery);
                continue;
            }
            (session.Queue ??= new()).Enqueue(delivery);
            session.QueuedBytes += delivery.Message.Bytes;
            engine.Counters.QueuedMessages++;
        }
    }

    /// <summary>Sets the end of a session whose client is away, and its will.</summary>
    private void Arrange(Session session, long awayMs)
    {
        if (session.Will is not null)
        {
            var delay = Math.Min(session.WillDelaySeconds, session.ExpirySeconds) * 1000L;
            if (delay <= awayMs)
                PublishWill(session);
            else
                _due.Enqueue(new Due(session, session.Absence, IsWill: true), session.DisconnectedAtMs + delay);
        }
        if (!session.IsPersistent)
            End(session);
        else if (session.ExpirySeconds != uint.MaxValue)
            _due.Enqueue(new Due(session, session.Absence, IsWill: false), session.DisconnectedAtMs + (session.ExpirySeconds * 1000L));
    }

    private void PublishWill(Session session)
    {
        if (session.Will is not { } will)
            return;
        session.Will = null;
        // The client's rights may have changed since it connected.
        if (engine.Options.Authorizer.MayPublish(session.Identity, session.ClientId, Utf8Text.ToText(will.Topic)) != MqttReasonCode.Success)
        {
            engine.Counters.Drop(DropCause.NotAuthorized);
            return;
        }
        long position = 0;
        if (will.ExpiresAtMs < 0)
            will = will with { ExpiresAtMs = engine.NowMs + ((-will.ExpiresAtMs - 1) * 1000L) };
        engine.Router.PublishKept(will, ref position);
        if (!session.HasEnded && session.IsStored)
            engine.Options.Store.SaveSession(session.ToStored());
    }

    private readonly record struct Due(Session Session, int Absence, bool IsWill);
}
