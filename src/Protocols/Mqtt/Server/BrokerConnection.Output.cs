using System.Buffers;
using Millwright.Mqtt.Messages;
using Millwright.Wire.Transports;

namespace Millwright.Mqtt.Server;

/// <content>What goes out: slices of the turn's buffer, and a copy of what the client is too slow for.</content>
internal sealed partial class BrokerConnection
{
    // A list is rented for the turns that need more than one: an idle connection holds none.
    private (int Offset, int Length) _slice;
    private (int Offset, int Length)[]? _slices;
    private int _sliceCount;
    private int _turnBytes;
    private byte[]? _backlog;
    private int _backlogStart;
    private int _backlogCount;
    private bool _hungry;
    private bool _endingSent;
    private uint _maxPacketBytes = uint.MaxValue;
    private ushort _aliasMaximum;
    private Dictionary<byte[], ushort>? _outgoingAliases;

    public MqttVersion Version => _version;

    /// <summary>Whether packets to it differ from those to others: it uses topic aliases.</summary>
    public bool UsesAliases => _aliasMaximum > 0;

    /// <summary>It has not taken what was sent already; its session's queue waits.</summary>
    public bool IsCongested => _backlogCount > 0 || _turnBytes > _engine.Options.MaxOutputBytes / 4;

    /// <summary>The line itself takes no more until the client reads.</summary>
    public bool IsBlocked => _backlogCount > 0;

    private bool NeverReads => _backlogCount > 2 * _engine.Options.MaxOutputBytes;

    private int OutputBytes => _turnBytes + _backlogCount;

    /// <summary>A QoS 0 packet that was encoded in this turn's buffer. Dropped, and counted, when the client is too slow.</summary>
    public void SendSlice(int offset, int length)
    {
        if (!Fits(length))
            return;
        Append(offset, length);
        _engine.Counters.MessagesSent++;
    }

    /// <summary>A message with packet identifier, aliases and identifiers of its own. False when it was dropped, which is counted.</summary>
    public bool SendMessage(
        byte[] topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties, long expiresAtMs, MqttQos qos, bool retain, bool duplicate, ushort packetId, uint[] identifiers)
    {
        ReadOnlySpan<byte> name = topic;
        ushort newAlias = 0;
        var builder = _engine.Properties;
        builder.Clear();
        if (_version == MqttVersion.V5)
        {
            builder.AddEncoded(properties);
            if (expiresAtMs > 0)
                builder.Add(MqttProperty.MessageExpiryInterval, _engine.SecondsUntil(expiresAtMs));
            foreach (var identifier in identifiers)
                builder.Add(MqttProperty.SubscriptionIdentifier, identifier);
            if (_aliasMaximum > 0)
                newAlias = ApplyAlias(topic, builder, ref name);
        }
        var packet = new PublishPacket { Topic = name, Payload = payload, Qos = qos, Retain = retain, Duplicate = duplicate, PacketId = packetId, EncodedProperties = builder.Encoded };
        var bytes = packet.EncodedBytes(_version);
        if (qos == MqttQos.AtMostOnce ? !Fits(bytes) : IsTooLarge(bytes))
        {
            if (newAlias != 0)
                _engine.Names.Give(ref _aliasBytes, topic.Length);
            return false;
        }
        packet.WriteTo(Reserve(bytes), _version);
        if (newAlias != 0)
            (_outgoingAliases ??= new(ByteKeyComparer.Instance)).Add(topic, newAlias);
        _engine.Counters.MessagesSent++;
        return true;
    }

    /// <summary>Sends this turn's slices, in as few writes as they allow.</summary>
    public void SendTurn(byte[] buffer, byte[] gathered)
    {
        var (count, slices) = (_sliceCount, _slices);
        _sliceCount = 0;
        _slices = null;
        _engine.Counters.BytesSent += _turnBytes;
        _turnBytes = 0;
        if (_state != ConnectionState.Closed)
        {
            if (slices is null)
                SendOrKeep(buffer.AsSpan(_slice.Offset, _slice.Length));
            else
                SendGathered(slices.AsSpan(0, count), buffer, gathered);
        }
        if (slices is not null)
            ArrayPool<(int, int)>.Shared.Return(slices);
        if (_state == ConnectionState.Closing)
            EndSendingOnceSent();
    }

    /// <summary>Sends from the session's queue as far as window and line allow.</summary>
    public void Feed()
    {
        _hungry = false;
        if (_state != ConnectionState.Connected || Session is not { } session)
            return;
        if (NeverReads)
        {
            _engine.Counters.Refuse(RefuseCause.NeverReads);
            End();
            return;
        }
        _engine.Router.Feed(session, this);
    }

    /// <summary>Asks for <see cref="Feed"/> once this turn's output is out.</summary>
    public void WantFeed()
    {
        if (_hungry)
            return;
        _hungry = true;
        _engine.Output.MarkHungry(this);
    }

    private ushort ApplyAlias(byte[] topic, PropertyBuilder builder, ref ReadOnlySpan<byte> name)
    {
        if (_outgoingAliases?.TryGetValue(topic, out var known) == true)
        {
            name = default;
            builder.Add(MqttProperty.TopicAlias, known);
            return 0;
        }
        var count = _outgoingAliases?.Count ?? 0;
        if (count >= _aliasMaximum || !_engine.Names.TryTake(ref _aliasBytes, topic.Length))
            return 0;
        builder.Add(MqttProperty.TopicAlias, (uint)(count + 1));
        return (ushort)(count + 1);
    }

    private bool IsTooLarge(int bytes)
    {
        if ((uint)bytes <= _maxPacketBytes)
            return false;
        _engine.Counters.Drop(DropCause.PacketTooLarge);
        return true;
    }

    private bool Fits(int bytes)
    {
        if (IsTooLarge(bytes))
            return false;
        var waiting = OutputBytes;
        if (waiting == 0 || waiting + bytes <= _engine.Options.MaxOutputBytes)
            return true;
        _engine.Counters.Drop(DropCause.SlowClient);
        return false;
    }

    /// <summary>Room for a packet of this connection alone. Anything but QoS 0 comes here: when even that piles up, the client never reads, and is ended after the turn.</summary>
    private Span<byte> Reserve(int bytes)
    {
        var span = _engine.Output.Reserve(bytes, out var offset);
        Append(offset, bytes);
        if (NeverReads)
            WantFeed();
        return span;
    }

    private void Append(int offset, int length)
    {
        if (_sliceCount == 0)
            _engine.Output.MarkDirty(this);
        _turnBytes += length;
        if (_sliceCount == 0)
        {
            _slice = (offset, length);
            _sliceCount = 1;
            return;
        }
        ref var last = ref _slices is null ? ref _slice : ref _slices[_sliceCount - 1];
        if (last.Offset + last.Length == offset)
        {
            last.Length += length;
            return;
        }
        if (_slices is null || _sliceCount == _slices.Length)
            GrowSlices();
        _slices![_sliceCount++] = (offset, length);
    }

    private void GrowSlices()
    {
        var larger = ArrayPool<(int, int)>.Shared.Rent(_sliceCount * 8);
        if (_slices is null)
        {
            larger[0] = _slice;
        }
        else
        {
            _slices.AsSpan(0, _sliceCount).CopyTo(larger);
            ArrayPool<(int, int)>.Shared.Return(_slices);
        }
        _slices = larger;
    }

    private void SendGathered(ReadOnlySpan<(int Offset, int Length)> slices, byte[] buffer, byte[] gathered)
    {
        var count = 0;
        foreach (var (offset, length) in slices)
        {
            ReadOnlySpan<byte> rest = buffer.AsSpan(offset, length);
            while (!rest.IsEmpty)
            {
                var fits = Math.Min(rest.Length, gathered.Length - count);
                rest[..fits].CopyTo(gathered.AsSpan(count));
                rest = rest[fits..];
                count += fits;
                if (count < gathered.Length)
                    continue;
                SendOrKeep(gathered);
                count = 0;
            }
        }
        if (count > 0)
            SendOrKeep(gathered.AsSpan(0, count));
    }

    private void SendOrKeep(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _backlogCount == 0 && !_transport.HasPendingOutput)
        {
            var piece = bytes[..Math.Min(bytes.Length, Transport.MaxPendingBytes)];
            if (!_transport.Send(piece))
                break;
            bytes = bytes[piece.Length..];
        }
        if (bytes.IsEmpty)
            return;
        if (_backlogStart > 0)
        {
            _backlog.AsSpan(_backlogStart, _backlogCount).CopyTo(_backlog);
            _backlogStart = 0;
        }
        if (_backlog is null || _backlog.Length - _backlogCount < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, (_backlogCount + bytes.Length) * 2));
            _backlog.AsSpan(0, _backlogCount).CopyTo(larger);
            if (_backlog is not null)
                ArrayPool<byte>.Shared.Return(_backlog);
            _backlog = larger;
        }
        bytes.CopyTo(_backlog.AsSpan(_backlogCount));
        _backlogCount += bytes.Length;
    }

    private void Drain()
    {
        if (_state == ConnectionState.Closed)
            return;
        while (_backlogCount > 0 && !_transport.HasPendingOutput)
        {
            var piece = _backlog.AsSpan(_backlogStart, Math.Min(_backlogCount, Transport.MaxPendingBytes));
            if (!_transport.Send(piece))
                return;
            _backlogStart += piece.Length;
            _backlogCount -= piece.Length;
        }
        if (_backlogCount > 0)
            return;
        DropOutput();
        if (_state == ConnectionState.Closing)
            EndSendingOnceSent();
        else
            WantFeed();
    }

    private void EndSendingOnceSent()
    {
        if (_endingSent || _backlogCount > 0)
            return;
        _endingSent = true;
        _transport.EndSending();
    }

    private void DropOutput()
    {
        if (_backlog is not null)
            ArrayPool<byte>.Shared.Return(_backlog);
        _backlog = null;
        _backlogStart = _backlogCount = 0;
    }
}
