using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Mqtt.Server;

/// <content>Subscriptions.</content>
internal sealed partial class BrokerConnection
{
    private void OnSubscribe(ReadOnlySpan<byte> body)
    {
        var code = SubscribePacket.TryRead(body, _version, out var packet);
        if (code != MqttReasonCode.Success)
        {
            Violate(code);
            return;
        }
        var identifier = packet.Properties.Number(MqttProperty.SubscriptionIdentifier);
        var codes = new List<byte>();
        var fresh = new List<(Subscription Subscription, bool IsNew)>();
        long position = 0;
        foreach (var each in Filters(packet))
        {
            var granted = Subscribe(each.Filter, each.Options, identifier, fresh, ref position);
            codes.Add((byte)granted);
        }
        AnswerFilters(MqttPacketType.SubAck, packet.PacketId, [.. codes], position);
        foreach (var (subscription, isNew) in fresh)
        {
            if (_state == ConnectionState.Connected)
                _engine.Router.SendRetained(subscription, isNew, this);
        }
    }

    private static List<(string Filter, SubscriptionOptions Options)> Filters(SubscribePacket packet)
    {
        var filters = new List<(string, SubscriptionOptions)>();
        var walk = packet.GetEnumerator();
        while (walk.MoveNext())
        {
            // What is no filter keeps its place among the answers.
            var filter = TopicFilters.IsValid(walk.Filter) ? Utf8Text.ToText(walk.Filter) : "";
            filters.Add((filter, walk.Options));
        }
        return filters;
    }

    private MqttReasonCode Subscribe(string filter, SubscriptionOptions options, uint identifier, List<(Subscription, bool)> fresh, ref long position)
    {
        var session = Session!;
        if (filter.Length == 0 || filter.Count(c => c == '/') >= _engine.Options.MaxTopicLevels)
            return MqttReasonCode.TopicFilterInvalid;
        var may = _engine.MaySubscribe(session, filter);
        if (may != MqttReasonCode.Success)
            return may;
        session.Subscriptions ??= new(StringComparer.Ordinal);
        var isNew = !session.Subscriptions.TryGetValue(filter, out var subscription);
        if (isNew && session.Subscriptions.Count >= _engine.Options.MaxSubscriptionsPerSession)
            return MqttReasonCode.QuotaExceeded;
        if (isNew && !_engine.Names.TryTake(ref session.HeldNames, HeldNames.CostOf(filter)))
            return MqttReasonCode.QuotaExceeded;
        subscription ??= new Subscription(session, filter);
        subscription.Options = options;
        subscription.Identifiers = identifier == 0 ? [] : [identifier];
        if (isNew)
        {
            session.Subscriptions.Add(filter, subscription);
            _engine.Tree.Add(subscription);
        }
        else
        {
            _engine.Tree.Touch();
        }
        if (session.IsStored)
            position = _engine.Options.Store.SaveSubscription(session.Id, new StoredSubscription(filter, options, identifier));
        fresh.Add((subscription, isNew));
        return (MqttReasonCode)options.Qos;
    }

    private void OnUnsubscribe(ReadOnlySpan<byte> body)
    {
        var code = UnsubscribePacket.TryRead(body, _version, out var packet);
        if (code != MqttReasonCode.Success)
        {
            Violate(code);
            return;
        }
        var session = Session!;
        var codes = new List<byte>();
        long position = 0;
        var walk = packet.GetEnumerator();
        while (walk.MoveNext())
        {
            if (!TopicFilters.IsValid(walk.Filter))
            {
                codes.Add((byte)MqttReasonCode.TopicFilterInvalid);
                continue;
            }
            var filter = Utf8Text.ToText(walk.Filter);
            var isGone = _engine.Unsubscribe(session, filter, ref position);
            codes.Add((byte)(isGone ? MqttReasonCode.Success : MqttReasonCode.NoSubscriptionExisted));
        }
        AnswerFilters(MqttPacketType.UnsubAck, packet.PacketId, [.. codes], position);
    }

    private void AnswerFilters(MqttPacketType type, ushort packetId, byte[] codes, long position)
    {
        var packet = new SubAckPacket { Type = type, PacketId = packetId, ReasonCodes = codes };
        if (HeldSteps == 0 && _engine.Commits.IsDurable(position))
        {
            packet.WriteTo(Reserve(packet.EncodedBytes(_version)), _version);
            return;
        }
        var bytes = new byte[packet.EncodedBytes(_version)];
        packet.WriteTo(bytes, _version);
        _engine.Commits.Hold(position, this, type, packetId, MqttReasonCode.Success, packet: bytes);
    }
}
