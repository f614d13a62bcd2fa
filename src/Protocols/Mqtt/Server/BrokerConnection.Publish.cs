using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Mqtt.Server;

/// <content>Messages from the client, and the acknowledgements of both directions.</content>
internal sealed partial class BrokerConnection
{
    // A longer topic is looked up each time: ten thousand connections must not keep as many of 65,535 bytes.
    private const int MaxRememberedTopicBytes = 512;

    private Route? _route;
    private Route? _checkedRoute;
    private MqttReasonCode _checkedCode;
    private int _checkedEpoch;
    private Route?[]? _aliases;
    private long _aliasBytes;
    private int _receiving;

    /// <summary>Does a step that waited for the store, or that need not wait.</summary>
    public void Proceed(MqttPacketType step, ushort packetId, MqttReasonCode code, Delivery? delivery = null, byte[]? packet = null)
    {
        if (step == MqttPacketType.ConnAck)
        {
            if (_state != ConnectionState.Deciding)
                return;
            Welcome(packet!);
            ConsumeKept();
            _transport.PauseReceiving(false);
            return;
        }
        if (_state != ConnectionState.Connected)
            return;
        switch (step)
        {
            case MqttPacketType.SubAck or MqttPacketType.UnsubAck:
                packet.CopyTo(Reserve(packet!.Length));
                return;
            case MqttPacketType.Publish:
                _engine.Router.Transmit(Session!, this, delivery!, duplicate: false);
                return;
            case MqttPacketType.PubAck or MqttPacketType.PubComp:
            case MqttPacketType.PubRec when code.IsFailure():
                _receiving = Math.Max(0, _receiving - 1);
                break;
            default:
                break;
        }
        var ack = new AckPacket { Type = step, PacketId = packetId, ReasonCode = code };
        ack.WriteTo(Reserve(ack.EncodedBytes(_version)), _version);
    }

    /// <summary>The session goes on with what it had received before.</summary>
    public void ResumeReceiving(int receiving) => _receiving = receiving;

    private void OnPublish(PacketFrame frame)
    {
        var code = PublishPacket.TryRead(frame.Flags, frame.Body, _version, out var packet, _route is null ? default : _route.Topic);
        if (code != MqttReasonCode.Success)
        {
            Violate(code);
            return;
        }
        _engine.Counters.MessagesReceived++;
        if (RouteOf(packet, out code) is not { } route)
        {
            Violate(code);
            return;
        }
        if (packet.Qos != MqttQos.AtMostOnce)
        {
            if (packet.Qos == MqttQos.ExactlyOnce && Session!.Received?.Contains(packet.PacketId) == true)
            {
                // Here already: acknowledged again, not published again.
                Answer(MqttPacketType.PubRec, packet.PacketId, MqttReasonCode.Success, 0);
                return;
            }
            if (_receiving >= _engine.Options.ReceiveMaximum && _version == MqttVersion.V5)
            {
                Violate(MqttReasonCode.ReceiveMaximumExceeded);
                return;
            }
            _receiving++;
        }
        code = MayPublish(route);
        if (code == MqttReasonCode.Success)
            Publish(packet, route);
        else
            Refuse(packet, code);
    }

    private void Refuse(PublishPacket packet, MqttReasonCode code)
    {
        _engine.Counters.Drop(DropCause.NotAuthorized);
        // 3.1.1 has no way to say no but to close; the message is acknowledged and goes nowhere, as its 3.3.5 allows.
        var answer = _version == MqttVersion.V5 ? code : MqttReasonCode.Success;
        if (packet.Qos == MqttQos.AtLeastOnce)
            Answer(MqttPacketType.PubAck, packet.PacketId, answer, 0);
        else if (packet.Qos == MqttQos.ExactlyOnce)
            Answer(MqttPacketType.PubRec, packet.PacketId, answer, 0);
    }

    private void Publish(PublishPacket packet, Route route)
    {
        var publication = new Publication { Route = route, Payload = packet.Payload, Qos = packet.Qos, Retain = packet.Retain };
        if (!packet.Properties.IsEmpty)
            TakeProperties(packet.Properties, ref publication);
        var session = Session!;
        if (packet.Qos == MqttQos.ExactlyOnce)
        {
            (session.Received ??= []).Add(packet.PacketId);
            if (session.IsStored)
                publication.Position = _engine.Options.Store.SaveReceived(session.Id, packet.PacketId);
        }
        var result = _engine.Router.Publish(session, ref publication);
        if (packet.Qos == MqttQos.AtMostOnce)
            return;
        if (_version < MqttVersion.V5)
            result = MqttReasonCode.Success;
        Answer(packet.Qos == MqttQos.AtLeastOnce ? MqttPacketType.PubAck : MqttPacketType.PubRec, packet.PacketId, result, publication.Position);
    }

    private void TakeProperties(PropertyList properties, ref Publication publication)
    {
        publication.Properties = properties.Encoded;
        if (properties.OptionalNumber(MqttProperty.MessageExpiryInterval) is { } seconds)
            publication.ExpiresAtMs = _engine.NowMs + (seconds * 1000L);
        if (!properties.Has(MqttProperty.TopicAlias) && !properties.Has(MqttProperty.MessageExpiryInterval) && !properties.Has(MqttProperty.SubscriptionIdentifier))
            return;
        // The alias is of this connection, and the interval of this moment; all else travels with the message.
        var travelling = _engine.Travelling;
        travelling.Clear();
        foreach (var entry in properties)
        {
            if (entry.Property is not (MqttProperty.TopicAlias or MqttProperty.MessageExpiryInterval or MqttProperty.SubscriptionIdentifier))
                travelling.AddEncoded(entry.Encoded);
        }
        publication.Properties = travelling.Encoded;
    }

    private Route? RouteOf(PublishPacket packet, out MqttReasonCode code)
    {
        code = MqttReasonCode.Success;
        if (!packet.Properties.IsEmpty)
        {
            if (packet.Properties.Has(MqttProperty.SubscriptionIdentifier))
            {
                // Only the server sends these (MQTT-3.3.4-6).
                code = MqttReasonCode.ProtocolError;
                return null;
            }
            if (packet.Properties.Has(MqttProperty.TopicAlias))
                return AliasedRoute(packet, out code);
        }
        if (_route is not null && packet.Topic.SequenceEqual(_route.Topic))
            return _route;
        var route = _engine.RouteOf(packet.Topic);
        if (route is null)
            code = MqttReasonCode.TopicNameInvalid;
        _route = IsRemembered(route) ? route : null;
        return route;
    }

    private Route? AliasedRoute(PublishPacket packet, out MqttReasonCode code)
    {
        code = MqttReasonCode.TopicAliasInvalid;
        var alias = (int)packet.Properties.Number(MqttProperty.TopicAlias);
        if (alias > _engine.Options.TopicAliasMaximum)
            return null;
        _aliases ??= new Route?[_engine.Options.TopicAliasMaximum];
        if (packet.Topic.IsEmpty)
        {
            code = MqttReasonCode.ProtocolError;
            return _aliases[alias - 1];
        }
        code = MqttReasonCode.TopicNameInvalid;
        if (_engine.RouteOf(packet.Topic) is not { } route)
            return null;
        code = MqttReasonCode.QuotaExceeded;
        if (!_engine.Names.TryTake(ref _aliasBytes, route.Topic.Length - (_aliases[alias - 1]?.Topic.Length ?? 0)))
            return null;
        return _aliases[alias - 1] = route;
    }

    private static bool IsRemembered(Route? route) => route is { Topic.Length: <= MaxRememberedTopicBytes };

    private MqttReasonCode MayPublish(Route route)
    {
        if (ReferenceEquals(route, _checkedRoute) && _checkedEpoch == _engine.AccessEpoch)
            return _checkedCode;
        _checkedCode = BrokerEngine.IsReserved(route.Topic)
            ? MqttReasonCode.NotAuthorized
            : _engine.Options.Authorizer.MayPublish(Session!.Identity, Session.ClientId, route.Text);
        _checkedRoute = IsRemembered(route) ? route : null;
        _checkedEpoch = _engine.AccessEpoch;
        return _checkedCode;
    }

    private void OnAck(PacketFrame frame)
    {
        var code = AckPacket.TryRead(frame.Type, frame.Body, _version, out var packet);
        if (code != MqttReasonCode.Success)
        {
            Violate(code);
            return;
        }
        var session = Session!;
        if (packet.Type == MqttPacketType.PubRel)
        {
            OnRelease(session, packet.PacketId);
            return;
        }
        if (session.InFlight is null || !session.InFlight.TryGetValue(packet.PacketId, out var delivery) || delivery.State == DeliveryState.Queued)
        {
            if (packet.Type == MqttPacketType.PubRec)
                Answer(MqttPacketType.PubRel, packet.PacketId, MqttReasonCode.PacketIdentifierNotFound, 0);
            return;
        }
        if ((packet.Type == MqttPacketType.PubAck) != (delivery.Qos == MqttQos.AtLeastOnce))
        {
            Violate(MqttReasonCode.ProtocolError);
            return;
        }
        if (packet.Type == MqttPacketType.PubRec && !packet.ReasonCode.IsFailure())
        {
            OnReceived(session, delivery);
            return;
        }
        if (packet.Type == MqttPacketType.PubComp && delivery.State != DeliveryState.Released)
            return;
        _engine.Router.Complete(session, delivery);
        _engine.Router.Feed(session, this);
    }

    private void OnReceived(Session session, Delivery delivery)
    {
        delivery.State = DeliveryState.Released;
        var position = session.IsStored ? _engine.Options.Store.SaveDelivery(session.Id, delivery.ToStored()) : 0;
        Answer(MqttPacketType.PubRel, delivery.PacketId, MqttReasonCode.Success, position);
    }

    private void OnRelease(Session session, ushort packetId)
    {
        var known = session.Received?.Remove(packetId) == true;
        var position = known && session.IsStored ? _engine.Options.Store.DropReceived(session.Id, packetId) : 0;
        Answer(MqttPacketType.PubComp, packetId, known || _version < MqttVersion.V5 ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound, position);
    }

    private void Answer(MqttPacketType step, ushort packetId, MqttReasonCode code, long position)
    {
        // In order, whatever waits (MQTT-4.6.0-2): once one step waits, those behind it do.
        if (HeldSteps > 0 || !_engine.Commits.IsDurable(position))
            _engine.Commits.Hold(position, this, step, packetId, code);
        else
            Proceed(step, packetId, code);
    }
}
