using System.Threading.Channels;
using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Client;

/// <content>Messages from the broker, acknowledged when the consumer has them.</content>
public sealed partial class MqttClient
{
    private readonly Channel<MqttMessage> _incoming = Channel.CreateUnbounded<MqttMessage>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly Queue<MqttMessage> _unacknowledged = new();
    private readonly Dictionary<ushort, MqttMessage> _received = [];
    private int _unconsumed;

    /// <summary>The next message. Without manual acknowledgement, taking it acknowledges it.</summary>
    /// <exception cref="ChannelClosedException">The client was disposed and everything was taken.</exception>
    public async ValueTask<MqttMessage> ReceiveAsync(CancellationToken cancellation)
    {
        var message = await _incoming.Reader.ReadAsync(cancellation).ConfigureAwait(false);
        lock (_gate)
        {
            _unconsumed--;
            if (_unconsumed <= _options.MaxUnconsumed / 2)
                _line?.PauseReceiving(false);
            if (!_options.ManualAcknowledge)
                Acknowledge(message);
        }
        return message;
    }

    /// <summary>All messages, until the client is disposed.</summary>
    public async IAsyncEnumerable<MqttMessage> ReceiveAllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            MqttMessage message;
            try
            {
                message = await ReceiveAsync(cancellation).ConfigureAwait(false);
            }
            catch (ChannelClosedException)
            {
                yield break;
            }
            yield return message;
        }
    }

    internal void Acknowledge(MqttMessage message)
    {
        if (message.Qos == MqttQos.AtMostOnce)
            return;
        lock (_gate)
        {
            message.IsAcknowledged = true;
            if (_line is not { } line)
                return;
            // In the order they came (MQTT-4.6.0-2 and 3), and only on the connection they came on.
            while (_unacknowledged.TryPeek(out var first) && (first.IsAcknowledged || first.Epoch != _epoch))
            {
                _unacknowledged.Dequeue();
                if (first.Epoch == _epoch && first.IsAcknowledged)
                    line.SendAck(first.Qos == MqttQos.AtLeastOnce ? MqttPacketType.PubAck : MqttPacketType.PubRec, first.PacketId, MqttReasonCode.Success);
            }
        }
    }

    internal void OnPublish(ClientLine line, PublishPacket packet, string topic, byte[] properties)
    {
        lock (_gate)
        {
            if (packet.Qos == MqttQos.ExactlyOnce && _received.TryGetValue(packet.PacketId, out var known))
            {
                TakeAgain(line, known);
                return;
            }
            if (TakeResponse(line, packet, topic))
                return;
            var message = new MqttMessage(this, topic, packet.Payload.ToArray(), properties, packet.Qos, packet.Retain, packet.Duplicate, packet.PacketId, line.Epoch);
            if (packet.Qos == MqttQos.ExactlyOnce)
                _received.Add(packet.PacketId, message);
            if (packet.Qos != MqttQos.AtMostOnce)
                _unacknowledged.Enqueue(message);
            if (++_unconsumed >= _options.MaxUnconsumed)
                line.PauseReceiving(true);
            _incoming.Writer.TryWrite(message);
        }
    }

    /// <summary>A QoS 2 message that came on an earlier connection: the consumer has it, or will have it, once.</summary>
    private void TakeAgain(ClientLine line, MqttMessage known)
    {
        if (known.IsAcknowledged)
        {
            line.SendAck(MqttPacketType.PubRec, known.PacketId, MqttReasonCode.Success);
            return;
        }
        if (known.Epoch == line.Epoch)
            return;
        known.Epoch = line.Epoch;
        if (!_unacknowledged.Contains(known))
            _unacknowledged.Enqueue(known);
    }

    private void OnRelease(ClientLine line, ushort packetId)
    {
        var known = _received.Remove(packetId);
        line.SendAck(MqttPacketType.PubComp, packetId, known ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound);
    }
}
