using System.Runtime.InteropServices;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Mqtt.Server;

/// <summary>From a published message to the connections and queues of all who subscribe.</summary>
internal sealed class Router(BrokerEngine engine)
{
    private readonly List<StoredMessage> _found = [];

    /// <summary>Keeps what is retained and delivers to everybody. Says whether anybody was there.</summary>
    public MqttReasonCode Publish(Session? publisher, ref Publication publication)
    {
        if (publication.Retain)
            SetRetained(ref publication);
        var route = publication.Route;
        engine.Tree.Refresh(route);
        foreach (var target in CollectionsMarshal.AsSpan(route.Targets))
        {
            if (target.For(publisher) is { } wanted)
                Deliver(wanted.Session, wanted.Qos, wanted.RetainAsPublished, wanted.Identifiers, ref publication);
        }
        foreach (var group in CollectionsMarshal.AsSpan(route.Groups))
        {
            var member = group.Choose();
            Deliver(member.Session, member.Options.Qos, member.Options.RetainAsPublished, member.Identifiers, ref publication);
        }
        return route.Targets.Count + route.Groups.Count > 0 ? MqttReasonCode.Success : MqttReasonCode.NoMatchingSubscribers;
    }

    /// <summary>Publishes for the broker itself, or for a client that is not there: a will.</summary>
    public void PublishKept(StoredMessage message, ref long position)
    {
        if (engine.RouteOf(message.Topic) is not { } route)
            return;
        var publication = new Publication
        {
            Route = route,
            Payload = message.Payload,
            Properties = message.Properties,
            Qos = message.Qos,
            Retain = message.Retain,
            ExpiresAtMs = message.ExpiresAtMs,
            Kept = message,
        };
        Publish(null, ref publication);
        position = Math.Max(position, publication.Position);
    }

    /// <summary>The client is there: repeats what was under way, then what waits.</summary>
    public void Resume(Session session, BrokerConnection connection)
    {
        session.Online = connection;
        connection.ResumeReceiving(session.Received?.Count ?? 0);
        if (session.InFlight is { Count: > 0 })
            session.Resend = new Queue<Delivery>(session.InFlight.Values.OrderBy(static d => d.Id));
        Feed(session, connection);
    }

    /// <summary>Sends what waits, as far as the client's window and the line allow.</summary>
    public void Feed(Session session, BrokerConnection connection)
    {
        while (Waiting(session) && InWindow(session) < connection.Window)
        {
            if (connection.IsCongested)
            {
                // A client that does not read says itself when it does again.
                if (!connection.IsBlocked)
                    connection.WantFeed();
                return;
            }
            if (session.Resend is { Count: > 0 })
            {
                Repeat(session, connection, session.Resend.Dequeue());
                continue;
            }
            var delivery = session.Queue!.Dequeue();
            session.QueuedBytes -= delivery.Message.Bytes;
            engine.Counters.QueuedMessages--;
            if (delivery.Message.ExpiresAtMs > 0 && delivery.Message.ExpiresAtMs <= engine.NowMs)
            {
                engine.Counters.Drop(DropCause.Expired);
                if (session.IsStored && delivery.Qos != MqttQos.AtMostOnce)
                    engine.Options.Store.DropDelivery(session.Id, delivery.Id);
                continue;
            }
            if (delivery.Qos == MqttQos.AtMostOnce)
                Send(connection, delivery, duplicate: false);
            else
                Begin(session, connection, delivery);
        }
    }

    /// <summary>Sends a delivery that has its packet identifier.</summary>
    public void Transmit(Session session, BrokerConnection connection, Delivery delivery, bool duplicate)
    {
        if (session.InFlight?.ContainsKey(delivery.PacketId) != true)
            return;
        if (!Send(connection, delivery, duplicate))
            Complete(session, delivery);
    }

    /// <summary>The delivery is over: acknowledged, or impossible.</summary>
    public void Complete(Session session, Delivery delivery)
    {
        session.InFlight!.Remove(delivery.PacketId);
        if (session.IsStored)
            engine.Options.Store.DropDelivery(session.Id, delivery.Id);
    }

    /// <summary>The retained messages that a new or renewed subscription asks for.</summary>
    public void SendRetained(Subscription subscription, bool isNew, BrokerConnection connection)
    {
        var handling = subscription.Options.RetainHandling;
        // A shared subscription gets none (MQTT 5, 4.8.2).
        if (handling == RetainHandling.DoNotSend || (handling == RetainHandling.SendIfNew && !isNew) || subscription.Filter.StartsWith("$share/", StringComparison.Ordinal))
            return;
        _found.Clear();
        engine.Retained.Match(Utf8Text.ToBytes(subscription.Filter), _found);
        var now = engine.NowMs;
        long position = 0;
        foreach (var message in _found)
        {
            if (message.ExpiresAtMs > 0 && message.ExpiresAtMs <= now)
            {
                engine.Retained.Remove(message.Topic);
                engine.Options.Store.DropRetained(message.Topic);
                engine.Counters.Drop(DropCause.Expired);
                continue;
            }
            var qos = (MqttQos)Math.Min((byte)message.Qos, (byte)subscription.Options.Qos);
            var delivery = new Delivery(engine.NextId(), message, qos, retain: true, subscription.Identifiers);
            Enqueue(subscription.Session, delivery, engine.Options.MaxQueuedMessages + _found.Count, ref position);
        }
        _found.Clear();
        Feed(subscription.Session, connection);
    }

    private static bool Waiting(Session session) => session.Resend is { Count: > 0 } || session.Queue is { Count: > 0 };

    private static int InWindow(Session session) => (session.InFlight?.Count ?? 0) - (session.Resend?.Count ?? 0);

    private void Deliver(Session session, MqttQos granted, bool retainAsPublished, uint[] identifiers, ref Publication publication)
    {
        var retain = retainAsPublished && publication.Retain;
        if (granted == MqttQos.AtMostOnce || publication.Qos == MqttQos.AtMostOnce)
        {
            DeliverAtMostOnce(session, retain, identifiers, ref publication);
            return;
        }
        var qos = granted < publication.Qos ? granted : publication.Qos;
        var message = Keep(ref publication);
        var delivery = new Delivery(engine.NextId(), message, qos, retain, identifiers);
        if (session.IsStored)
            SaveOnce(ref publication);
        if (session.Online is { } connection && !Waiting(session) && InWindow(session) < connection.Window && !connection.IsCongested)
            publication.Position = Math.Max(publication.Position, Begin(session, connection, delivery));
        else
            Enqueue(session, delivery, engine.Options.MaxQueuedMessages, ref publication.Position);
    }

    private void DeliverAtMostOnce(Session session, bool retain, uint[] identifiers, ref Publication publication)
    {
        if (session.Online is not { } connection)
        {
            engine.Counters.Drop(DropCause.ClientAway);
            return;
        }
        var isV5 = connection.Version == MqttVersion.V5;
        if (isV5 && (identifiers.Length > 0 || connection.UsesAliases))
        {
            connection.SendMessage(
                publication.Route.Topic, publication.Payload, publication.Properties, publication.ExpiresAtMs, MqttQos.AtMostOnce, retain, duplicate: false, 0, identifiers);
            return;
        }
        ref var slot = ref publication.Slots[(isV5 ? 2 : 0) + (retain ? 1 : 0)];
        if (slot.Length == 0 || slot.Epoch != engine.Output.Epoch)
            Encode(ref publication, connection.Version, retain, ref slot);
        connection.SendSlice(slot.Offset, slot.Length);
    }

    private void Encode(ref Publication publication, MqttVersion version, bool retain, ref Publication.EncodedSlot slot)
    {
        var properties = publication.Properties;
        if (publication.ExpiresAtMs > 0 && version == MqttVersion.V5)
        {
            engine.Properties.Clear();
            engine.Properties.AddEncoded(properties).Add(MqttProperty.MessageExpiryInterval, engine.SecondsUntil(publication.ExpiresAtMs));
            properties = engine.Properties.Encoded;
        }
        var packet = new PublishPacket { Topic = publication.Route.Topic, Payload = publication.Payload, Retain = retain, EncodedProperties = properties };
        var bytes = packet.EncodedBytes(version);
        packet.WriteTo(engine.Output.Reserve(bytes, out var offset), version);
        slot.Offset = offset;
        slot.Length = bytes;
        slot.Epoch = engine.Output.Epoch;
    }

    /// <summary>Gives the delivery a packet identifier and sends it. With QoS 2 the identifier is durable first, or a restart would send the message anew.</summary>
    private long Begin(Session session, BrokerConnection connection, Delivery delivery)
    {
        delivery.PacketId = session.NextPacketId();
        delivery.State = DeliveryState.Sent;
        (session.InFlight ??= []).Add(delivery.PacketId, delivery);
        var position = session.IsStored ? engine.Options.Store.SaveDelivery(session.Id, delivery.ToStored()) : 0;
        if (delivery.Qos == MqttQos.ExactlyOnce && !engine.Commits.IsDurable(position))
            engine.Commits.Hold(position, connection, MqttPacketType.Publish, delivery.PacketId, MqttReasonCode.Success, delivery);
        else
            Transmit(session, connection, delivery, duplicate: false);
        return position;
    }

    private void Repeat(Session session, BrokerConnection connection, Delivery delivery)
    {
        if (session.InFlight?.GetValueOrDefault(delivery.PacketId) != delivery)
            return;
        if (delivery.State == DeliveryState.Released)
            connection.Proceed(MqttPacketType.PubRel, delivery.PacketId, MqttReasonCode.Success);
        else
            Transmit(session, connection, delivery, duplicate: true);
    }

    private static bool Send(BrokerConnection connection, Delivery delivery, bool duplicate)
    {
        var message = delivery.Message;
        return connection.SendMessage(
            message.Topic, message.Payload, message.Properties, message.ExpiresAtMs, delivery.Qos, delivery.Retain, duplicate, delivery.PacketId, delivery.Identifiers);
    }

    private void Enqueue(Session session, Delivery delivery, int maxMessages, ref long position)
    {
        var queue = session.Queue ??= new();
        if (queue.Count >= maxMessages || session.QueuedBytes + delivery.Message.Bytes > engine.Options.MaxQueuedBytes)
        {
            engine.Counters.Drop(DropCause.QueueFull);
            return;
        }
        queue.Enqueue(delivery);
        session.QueuedBytes += delivery.Message.Bytes;
        engine.Counters.QueuedMessages++;
        if (session.IsStored && delivery.Qos != MqttQos.AtMostOnce)
            position = Math.Max(position, engine.Options.Store.SaveDelivery(session.Id, delivery.ToStored()));
        if (session.Online is { } connection)
            connection.WantFeed();
    }

    private StoredMessage Keep(ref Publication publication) => publication.Kept ??= new StoredMessage(
        engine.NextId(), publication.Route.Topic, publication.Payload.ToArray(), publication.Properties.ToArray(), publication.Qos, publication.Retain, publication.ExpiresAtMs);

    private void SaveOnce(ref Publication publication)
    {
        if (publication.IsSaved)
            return;
        publication.IsSaved = true;
        publication.Position = Math.Max(publication.Position, engine.Options.Store.SaveMessage(Keep(ref publication)));
    }

    private void SetRetained(ref Publication publication)
    {
        var topic = publication.Route.Topic;
        var isOurs = BrokerEngine.IsReserved(topic);
        if (publication.Payload.IsEmpty)
        {
            if (engine.Retained.Remove(topic) && !isOurs)
                publication.Position = Math.Max(publication.Position, engine.Options.Store.DropRetained(topic));
            return;
        }
        var replaced = engine.Retained.Find(topic);
        var bytes = topic.Length + publication.Payload.Length + publication.Properties.Length - (replaced?.Bytes ?? 0);
        if ((replaced is null && engine.Retained.Count >= engine.Options.MaxRetainedMessages) || engine.Retained.Bytes + bytes > engine.Options.MaxRetainedBytes)
        {
            engine.Counters.Drop(DropCause.RetainedFull);
            return;
        }
        engine.Retained.Set(Keep(ref publication));
        if (isOurs)
            return;
        SaveOnce(ref publication);
        publication.Position = Math.Max(publication.Position, engine.Options.Store.SaveRetained(publication.Kept!));
    }
}
