using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Client;

/// <content>Messages to the broker, kept until they are acknowledged.</content>
public sealed partial class MqttClient
{
    private readonly SemaphoreSlim _room;
    private readonly Dictionary<ushort, PendingPublish> _inFlight = [];
    private readonly Queue<PendingPublish> _waiting = new();
    private int _underWay;
    private long _order;
    private ushort _lastPacketId;

    /// <summary>
    /// Publishes. QoS 0 completes when the message is on its way, QoS 1 and 2 when the broker has it, however many connections that takes.
    /// </summary>
    /// <returns>Success, or "no matching subscribers" from a broker that says so.</returns>
    /// <exception cref="MqttException">Not connected (QoS 0), refused by the broker, too large for it, or the client was disposed.</exception>
    /// <exception cref="ArgumentException">The topic is no topic name.</exception>
    public async ValueTask<MqttReasonCode> PublishAsync(MqttPublication publication, CancellationToken cancellation)
    {
        var topic = Utf8Text.ToBytes(publication.Topic);
        if (!TopicNames.IsValid(topic))
            throw new ArgumentException($"'{publication.Topic}' is no topic name: it is empty or holds a wildcard.", nameof(publication));
        if (publication.Qos == MqttQos.AtMostOnce)
        {
            await PublishAtMostOnceAsync(publication, topic, cancellation).ConfigureAwait(false);
            return MqttReasonCode.Success;
        }
        await _room.WaitAsync(cancellation).ConfigureAwait(false);
        PendingPublish pending;
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
                throw new MqttException(MqttReasonCode.UnspecifiedError, "The client was disposed.");
            pending = new PendingPublish(publication, topic, ++_order);
            _waiting.Enqueue(pending);
            if (_line is { } line)
                SendWaiting(line);
        }
        // Cancelling stops the waiting; the message stays under way, as it may be with the broker already.
        var code = await pending.Done.Task.WaitAsync(cancellation).ConfigureAwait(false);
        if (code.IsFailure())
            throw new MqttException(code, $"{_options.Host}: the message to '{publication.Topic}' was refused: {code}");
        return code;
    }

    /// <summary>Publishes a text.</summary>
    /// <inheritdoc cref="PublishAsync(MqttPublication, CancellationToken)"/>
    public ValueTask<MqttReasonCode> PublishAsync(string topic, string payload, MqttQos qos, bool retain, CancellationToken cancellation) =>
        PublishAsync(new MqttPublication(topic, System.Text.Encoding.UTF8.GetBytes(payload), qos, retain), cancellation);

    private async ValueTask PublishAtMostOnceAsync(MqttPublication publication, byte[] topic, CancellationToken cancellation)
    {
        while (true)
        {
            ClientLine line;
            Task drained;
            lock (_gate)
            {
                line = Line();
                var refusal = line.Refuses(publication, topic);
                if (refusal != MqttReasonCode.Success)
                    throw new MqttException(refusal, $"{_options.Host}: does not take the message to '{publication.Topic}': {refusal}");
                if (line.TrySendPublish(publication, topic, 0, duplicate: false))
                    return;
                drained = line.Drained;
            }
            await drained.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    internal void OnAck(ClientLine line, AckPacket packet)
    {
        lock (_gate)
        {
            if (packet.Type == MqttPacketType.PubRel)
            {
                OnRelease(line, packet.PacketId);
                return;
            }
            if (!_inFlight.TryGetValue(packet.PacketId, out var pending))
            {
                if (packet.Type == MqttPacketType.PubRec)
                    line.SendAck(MqttPacketType.PubRel, packet.PacketId, MqttReasonCode.PacketIdentifierNotFound);
                return;
            }
            if (packet.Type == MqttPacketType.PubRec && !packet.ReasonCode.IsFailure())
            {
                pending.IsReleased = true;
                line.SendAck(MqttPacketType.PubRel, packet.PacketId, MqttReasonCode.Success);
                return;
            }
            Finish(pending, packet.ReasonCode == MqttReasonCode.PacketIdentifierNotFound ? MqttReasonCode.Success : packet.ReasonCode);
            SendWaiting(line);
        }
    }

    internal void OnDrained(ClientLine line)
    {
        lock (_gate)
        {
            if (_line == line)
                SendWaiting(line);
        }
    }

    private void Finish(PendingPublish pending, MqttReasonCode code)
    {
        _inFlight.Remove(pending.PacketId);
        if (pending.IsUnderWay)
            _underWay--;
        _room.Release();
        pending.Done.TrySetResult(code);
    }

    /// <summary>Sends what was under way, in order, then what waits.</summary>
    private void Repeat(ClientLine line)
    {
        foreach (var pending in _inFlight.Values)
            pending.IsUnderWay = false;
        _underWay = 0;
        SendWaiting(line);
    }

    private void SendWaiting(ClientLine line)
    {
        if (_underWay < _inFlight.Count)
        {
            foreach (var pending in _inFlight.Values.Where(static p => !p.IsUnderWay).OrderBy(static p => p.Order).ToList())
            {
                if (_underWay >= line.Window || !TrySend(line, pending))
                    return;
            }
        }
        while (_underWay < line.Window && _waiting.TryPeek(out var next))
        {
            if (next.PacketId == 0)
                next.PacketId = NextPacketId();
            var refusal = line.Refuses(next.Publication, next.Topic);
            if (refusal != MqttReasonCode.Success)
            {
                _waiting.Dequeue();
                _room.Release();
                next.Done.TrySetResult(refusal);
                continue;
            }
            if (!TrySend(line, next))
                return;
            _waiting.Dequeue();
            _inFlight.Add(next.PacketId, next);
        }
    }

    private bool TrySend(ClientLine line, PendingPublish pending)
    {
        if (pending.IsReleased)
            line.SendAck(MqttPacketType.PubRel, pending.PacketId, MqttReasonCode.Success);
        else if (!line.TrySendPublish(pending.Publication, pending.Topic, pending.PacketId, pending.WasSent))
            return false;
        pending.IsUnderWay = pending.WasSent = true;
        _underWay++;
        return true;
    }

    /// <summary>The broker knows nothing of us any more: what was under way is sent as new; what it had taken is done.</summary>
    private void ForgetSession()
    {
        foreach (var pending in _inFlight.Values.ToList())
        {
            if (pending.IsReleased)
                Finish(pending, MqttReasonCode.Success);
            pending.WasSent = false;
        }
        _received.Clear();
    }

    private void FailAll(MqttException failure)
    {
        foreach (var pending in _inFlight.Values.Concat(_waiting))
        {
            pending.Done.TrySetException(failure);
            _ = pending.Done.Task.Exception;
        }
        _inFlight.Clear();
        _waiting.Clear();
    }

    private ushort NextPacketId()
    {
        do
        {
            _lastPacketId = _lastPacketId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastPacketId + 1);
        }
        while (_inFlight.ContainsKey(_lastPacketId) || _answers.ContainsKey(_lastPacketId));
        return _lastPacketId;
    }
}
