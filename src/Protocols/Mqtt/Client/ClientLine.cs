using System.Buffers;
using System.Text;
using Millwright.Mqtt.Messages;
using Millwright.Wire.Transports;

namespace Millwright.Mqtt.Client;

/// <summary>One connection of a client: packets in and out, keep-alive, topic aliases. The client's lock protects what is sent.</summary>
internal sealed class ClientLine : ITransportReceiver, IAsyncDisposable
{
    private const int MaxHeldBytes = 4 * 1024 * 1024;

    private readonly MqttClient _client;
    private readonly MqttClientOptions _options;
    private readonly Transport _transport;
    private readonly Lock _sending = new();
    private readonly TaskCompletionSource<MqttConnection> _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PropertyBuilder _properties = new();
    private readonly Dictionary<string, ushort> _outgoingAliases = new(StringComparer.Ordinal);
    private readonly string?[] _incomingAliases;
    private byte[] _lastTopicBytes = [];
    private string _lastTopic = "";
    private TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _out = new byte[1024];
    private byte[]? _held;
    private int _heldStart;
    private int _heldCount;
    private byte[] _in = [];
    private int _inCount;
    private string _clientId = "";
    private MqttConnection? _connection;
    private ITimer? _keepAlive;
    private volatile bool _sentSinceTick;
    private volatile bool _heardSinceTick;
    private volatile bool _paused;
    private bool _pingOut;

    public ClientLine(MqttClient client, MqttClientOptions options, Transport transport)
    {
        _client = client;
        _options = options;
        _transport = transport;
        _incomingAliases = new string?[options.TopicAliasMaximum + 1];
    }

    /// <summary>Which of the client's connections this is.</summary>
    public int Epoch { get; set; }

    /// <summary>QoS 1 and 2 that may be under way.</summary>
    public int Window => _connection!.ReceiveMaximum;

    /// <summary>Completes with the cause when the connection has ended.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Where the broker sends us with its DISCONNECT.</summary>
    public (string Host, int Port)? Redirect { get; private set; }

    /// <summary>Completes when a refused send may be tried again.</summary>
    public Task Drained
    {
        get
        {
            lock (_sending)
                return _ended.Task.IsCompleted ? Task.CompletedTask : _drained.Task;
        }
    }

    /// <summary>Sends CONNECT and waits for CONNACK.</summary>
    /// <exception cref="IOException">Refused, or the connection ended; a refusal is an <see cref="MqttException"/>.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public async Task<MqttConnection> ConnectAsync(string clientId, bool cleanStart, CancellationToken cancellation)
    {
        _clientId = clientId;
        _transport.Start(this);
        SendConnect(clientId, cleanStart);
        MqttConnection connection;
        try
        {
            connection = await _welcomed.Task.WaitAsync(_options.ConnectTimeout, _options.Time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{_transport.Peer}: no CONNACK within {_options.ConnectTimeout.TotalMilliseconds:0} ms");
        }
        if (connection.KeepAliveSeconds > 0)
        {
            var half = TimeSpan.FromSeconds(connection.KeepAliveSeconds / 2.0);
            _keepAlive = _options.Time.CreateTimer(static line => ((ClientLine)line!).OnKeepAlive(), this, half, half);
        }
        return connection;
    }

    public void OnReceived(ReadOnlySpan<byte> bytes)
    {
        _heardSinceTick = true;
        if (_ended.Task.IsCompleted)
            return;
        if (_inCount > 0)
        {
            if (_in.Length - _inCount < bytes.Length)
                Array.Resize(ref _in, (_inCount + bytes.Length) * 2);
            bytes.CopyTo(_in.AsSpan(_inCount));
            _inCount += bytes.Length;
            var used = Parse(_in.AsSpan(0, _inCount));
            _in.AsSpan(used, _inCount - used).CopyTo(_in);
            _inCount -= used;
            return;
        }
        var rest = bytes[Parse(bytes)..];
        if (rest.IsEmpty)
            return;
        if (_in.Length < rest.Length)
            _in = new byte[rest.Length * 2];
        rest.CopyTo(_in);
        _inCount = rest.Length;
    }

    public void OnDrained()
    {
        // A send that completed at once, from within our own sending: whoever sends goes on by itself.
        if (_sending.IsHeldByCurrentThread)
            return;
        lock (_sending)
        {
            while (_heldCount > 0 && !_transport.HasPendingOutput)
            {
                var piece = _held.AsSpan(_heldStart, Math.Min(_heldCount, Transport.MaxPendingBytes));
                if (!_transport.Send(piece))
                    return;
                _heldStart += piece.Length;
                _heldCount -= piece.Length;
            }
            if (_heldCount > 0)
                return;
            if (_held is not null)
                ArrayPool<byte>.Shared.Return(_held);
            _held = null;
            _heldStart = 0;
            _drained.TrySetResult();
            _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        // A send that completed at once calls from within the client's own lock; its sender goes on by itself.
        if (!_client.IsLockedByUs && _connection is not null)
            _client.OnDrained(this);
    }

    public void OnClosed(Exception? cause) => End(cause is null ? "the broker closed the connection" : cause.Message);

    public void PauseReceiving(bool pause)
    {
        if (_paused == pause)
            return;
        _paused = pause;
        _transport.PauseReceiving(pause);
    }

    /// <summary>What the broker said that it would not take: too large a packet, a quality or a retained message; success when it takes the message.</summary>
    public MqttReasonCode Refuses(MqttPublication publication, byte[] topic)
    {
        if (publication.Qos > _connection!.MaximumQos)
            return MqttReasonCode.QosNotSupported;
        if (publication.Retain && !_connection.RetainAvailable)
            return MqttReasonCode.RetainNotSupported;
        var packet = new PublishPacket { Topic = topic, Payload = publication.Payload.Span, Qos = publication.Qos, EncodedProperties = EncodedOf(publication) };
        return (uint)packet.EncodedBytes(_options.Version) > _connection.MaximumPacketBytes ? MqttReasonCode.PacketTooLarge : MqttReasonCode.Success;
    }

    /// <summary>False when too much waits for a broker that does not read; try again when <see cref="Drained"/>.</summary>
    public bool TrySendPublish(MqttPublication publication, byte[] topic, ushort packetId, bool duplicate)
    {
        lock (_sending)
        {
            if (_heldCount > 0 && _heldCount + publication.Payload.Length > MaxHeldBytes)
                return false;
            _properties.Clear();
            _properties.AddEncoded(EncodedOf(publication));
            ReadOnlySpan<byte> name = topic;
            if (_options.Version == MqttVersion.V5 && _connection!.TopicAliasMaximum > 0)
                ApplyAlias(publication.Topic, ref name);
            var packet = new PublishPacket
            {
                Topic = name,
                Payload = publication.Payload.Span,
                Qos = publication.Qos,
                Retain = publication.Retain,
                Duplicate = duplicate,
                PacketId = packetId,
                EncodedProperties = _properties.Encoded,
            };
            var bytes = packet.EncodedBytes(_options.Version);
            Send(packet.WriteTo(Room(bytes), _options.Version));
            return true;
        }
    }

    public void SendAck(MqttPacketType type, ushort packetId, MqttReasonCode code)
    {
        lock (_sending)
        {
            var packet = new AckPacket { Type = type, PacketId = packetId, ReasonCode = code };
            Send(packet.WriteTo(Room(packet.EncodedBytes(_options.Version)), _options.Version));
        }
    }

    public void SendSubscribe(ushort packetId, IReadOnlyList<MqttSubscription> subscriptions)
    {
        var filters = new ArrayBufferWriter<byte>();
        foreach (var subscription in subscriptions)
        {
            var filter = Utf8Text.ToBytes(subscription.Filter);
            filters.Advance(SubscribePacket.WriteFilter(filters.GetSpan(filter.Length + 3), filter, subscription.Options, _options.Version));
        }
        var properties = new PropertyBuilder();
        // One identifier serves the whole packet, so filters with different ones come in packets of their own.
        if (_options.Version == MqttVersion.V5 && subscriptions[0].Identifier != 0)
            properties.Add(MqttProperty.SubscriptionIdentifier, subscriptions[0].Identifier);
        lock (_sending)
        {
            var packet = new SubscribePacket { PacketId = packetId, EncodedFilters = filters.WrittenSpan, EncodedProperties = properties.Encoded };
            Send(packet.WriteTo(Room(packet.EncodedBytes(_options.Version)), _options.Version));
        }
    }

    public void SendUnsubscribe(ushort packetId, IReadOnlyList<string> names)
    {
        var filters = new ArrayBufferWriter<byte>();
        foreach (var name in names)
        {
            var filter = Utf8Text.ToBytes(name);
            filters.Advance(UnsubscribePacket.WriteFilter(filters.GetSpan(filter.Length + 2), filter));
        }
        lock (_sending)
        {
            var packet = new UnsubscribePacket { PacketId = packetId, EncodedFilters = filters.WrittenSpan };
            Send(packet.WriteTo(Room(packet.EncodedBytes(_options.Version)), _options.Version));
        }
    }

    /// <summary>Says goodbye and closes once it is said.</summary>
    public void SendDisconnect(MqttReasonCode code)
    {
        lock (_sending)
        {
            var packet = new DisconnectPacket { Type = MqttPacketType.Disconnect, ReasonCode = code };
            Send(packet.WriteTo(Room(packet.EncodedBytes(_options.Version)), _options.Version));
            _transport.EndSending();
        }
        End(code == MqttReasonCode.Success ? "the client ended the connection" : code.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        _keepAlive?.Dispose();
        End("the client ended the connection");
        await _transport.DisposeAsync().ConfigureAwait(false);
    }

    private static ReadOnlySpan<byte> EncodedOf(MqttPublication publication) => publication.Properties is null ? default : publication.Properties.Encoded;

    private void End(string cause)
    {
        if (!_ended.TrySetResult(cause))
            return;
        _welcomed.TrySetException(new IOException($"{_transport.Peer}: {cause} before CONNACK"));
        _ = _welcomed.Task.Exception;
        lock (_sending)
            _drained.TrySetResult();
    }

    private void OnKeepAlive()
    {
        if (_paused || _heardSinceTick)
        {
            _heardSinceTick = false;
            _pingOut = false;
        }
        else if (_pingOut)
        {
            End("the broker did not answer a ping in time");
            return;
        }
        if (_sentSinceTick && !_pingOut)
        {
            _sentSinceTick = false;
            return;
        }
        lock (_sending)
        {
            Pings.Request.CopyTo(Room(2));
            Send(2);
        }
        _sentSinceTick = false;
        _pingOut = true;
    }

    private void SendConnect(string clientId, bool cleanStart)
    {
        var isV5 = _options.Version == MqttVersion.V5;
        var properties = new PropertyBuilder();
        if (isV5)
        {
            if (_options.SessionExpirySeconds > 0)
                properties.Add(MqttProperty.SessionExpiryInterval, _options.SessionExpirySeconds);
            properties.Add(MqttProperty.ReceiveMaximum, _options.ReceiveMaximum).Add(MqttProperty.MaximumPacketSize, (uint)_options.MaxPacketBytes);
            if (_options.TopicAliasMaximum > 0)
                properties.Add(MqttProperty.TopicAliasMaximum, _options.TopicAliasMaximum);
            if (_options.RequestResponseInformation)
                properties.Add(MqttProperty.RequestResponseInformation, 1);
        }
        var will = _options.Will?.Invoke();
        var willProperties = new PropertyBuilder();
        if (will?.Properties is not null)
            willProperties.AddEncoded(will.Properties.Encoded);
        if (will is not null && _options.WillDelaySeconds > 0)
            willProperties.Add(MqttProperty.WillDelayInterval, _options.WillDelaySeconds);
        var password = _options.NewPassword?.Invoke() ?? _options.Password;
        var packet = new ConnectPacket
        {
            Version = _options.Version,
            CleanStart = isV5 ? cleanStart : cleanStart || _options.SessionExpirySeconds == 0 || clientId.Length == 0,
            KeepAliveSeconds = _options.KeepAliveSeconds,
            EncodedProperties = properties.Encoded,
            ClientId = Encoding.UTF8.GetBytes(clientId),
            HasWill = will is not null,
            WillQos = will?.Qos ?? MqttQos.AtMostOnce,
            WillRetain = will?.Retain ?? false,
            EncodedWillProperties = willProperties.Encoded,
            WillTopic = will is null ? default : Utf8Text.ToBytes(will.Topic),
            WillPayload = will is null ? default : will.Payload.Span,
            HasUserName = _options.UserName is not null,
            UserName = _options.UserName is null ? default : Utf8Text.ToBytes(_options.UserName),
            HasPassword = password is not null,
            Password = password,
        };
        lock (_sending)
            Send(packet.WriteTo(Room(packet.EncodedBytes)));
    }

    private void ApplyAlias(string topic, ref ReadOnlySpan<byte> name)
    {
        var most = Math.Min(_connection!.TopicAliasMaximum, _options.TopicAliasMaximum);
        if (_outgoingAliases.TryGetValue(topic, out var known))
        {
            name = default;
            _properties.Add(MqttProperty.TopicAlias, known);
        }
        else if (_outgoingAliases.Count < most)
        {
            var alias = (ushort)(_outgoingAliases.Count + 1);
            _outgoingAliases.Add(topic, alias);
            _properties.Add(MqttProperty.TopicAlias, alias);
        }
    }

    private Span<byte> Room(int bytes)
    {
        if (_out.Length < bytes)
            _out = new byte[Math.Max(bytes, _out.Length * 2)];
        return _out.AsSpan(0, bytes);
    }

    private void Send(int count)
    {
        _sentSinceTick = true;
        ReadOnlySpan<byte> bytes = _out.AsSpan(0, count);
        while (!bytes.IsEmpty && _heldCount == 0 && !_transport.HasPendingOutput)
        {
            var piece = bytes[..Math.Min(bytes.Length, Transport.MaxPendingBytes)];
            if (!_transport.Send(piece))
                break;
            bytes = bytes[piece.Length..];
        }
        if (bytes.IsEmpty)
            return;
        if (_held is null || _held.Length - _heldStart - _heldCount < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((_heldCount + bytes.Length) * 2);
            _held.AsSpan(_heldStart, _heldCount).CopyTo(larger);
            if (_held is not null)
                ArrayPool<byte>.Shared.Return(_held);
            _held = larger;
            _heldStart = 0;
        }
        bytes.CopyTo(_held.AsSpan(_heldStart + _heldCount));
        _heldCount += bytes.Length;
    }

    private int Parse(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        while (!_ended.Task.IsCompleted)
        {
            var status = PacketFrame.TryRead(bytes[used..], _options.MaxPacketBytes, out var frame, out _);
            if (status == FrameStatus.Short)
                break;
            var code = status switch
            {
                FrameStatus.TooLarge => MqttReasonCode.PacketTooLarge,
                FrameStatus.Malformed => MqttReasonCode.MalformedPacket,
                _ => Handle(frame),
            };
            if (code != MqttReasonCode.Success)
            {
                if (_options.Version == MqttVersion.V5 && _connection is not null)
                    SendDisconnect(code);
                End($"the broker broke the protocol: {code}");
                break;
            }
            used += frame.TotalBytes;
        }
        return used;
    }

    private MqttReasonCode Handle(PacketFrame frame)
    {
        if (frame.Type == MqttPacketType.ConnAck)
            return OnConnAck(frame.Body);
        if (!_welcomed.Task.IsCompleted)
            return MqttReasonCode.ProtocolError;
        MqttReasonCode code;
        switch (frame.Type)
        {
            case MqttPacketType.Publish:
                return OnPublish(frame);
            case MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp:
                code = AckPacket.TryRead(frame.Type, frame.Body, _options.Version, out var ack);
                if (code == MqttReasonCode.Success)
                    _client.OnAck(this, ack);
                return code;
            case MqttPacketType.SubAck or MqttPacketType.UnsubAck:
                code = SubAckPacket.TryRead(frame.Type, frame.Body, _options.Version, out var subAck);
                if (code == MqttReasonCode.Success)
                    _client.OnSubAck(subAck);
                return code;
            case MqttPacketType.PingResp:
                return frame.Body.IsEmpty ? MqttReasonCode.Success : MqttReasonCode.MalformedPacket;
            case MqttPacketType.Disconnect when _options.Version == MqttVersion.V5:
                code = DisconnectPacket.TryRead(frame.Type, frame.Body, _options.Version, out var disconnect);
                if (code == MqttReasonCode.Success)
                    OnDisconnect(disconnect);
                return code;
            default:
                return MqttReasonCode.ProtocolError;
        }
    }

    private MqttReasonCode OnConnAck(ReadOnlySpan<byte> body)
    {
        var code = ConnAckPacket.TryRead(body, _options.Version, out var packet);
        if (code != MqttReasonCode.Success || _welcomed.Task.IsCompleted)
            return code == MqttReasonCode.Success ? MqttReasonCode.ProtocolError : code;
        var properties = packet.Properties;
        if (packet.ReasonCode != MqttReasonCode.Success)
        {
            var message = $"{_transport.Peer}: refused: {packet.ReasonCode} {properties.Text(MqttProperty.ReasonString)}".TrimEnd();
            var to = ReferenceOf(packet.ReasonCode, properties);
            _welcomed.TrySetException(to is { } other ? new RedirectException(other, message) : new MqttException(packet.ReasonCode, message));
            return MqttReasonCode.Success;
        }
        _connection = new MqttConnection(
            packet.SessionPresent,
            properties.Text(MqttProperty.AssignedClientIdentifier) ?? _clientId,
            (ushort)properties.Number(MqttProperty.ServerKeepAlive, _options.KeepAliveSeconds),
            (ushort)properties.Number(MqttProperty.ReceiveMaximum, MqttLimits.DefaultReceiveMaximum),
            properties.Number(MqttProperty.MaximumPacketSize, MqttLimits.MaxPacketBytes),
            (ushort)properties.Number(MqttProperty.TopicAliasMaximum),
            (MqttQos)properties.Number(MqttProperty.MaximumQos, (uint)MqttQos.ExactlyOnce),
            properties.Number(MqttProperty.RetainAvailable, 1) == 1,
            properties.Text(MqttProperty.ResponseInformation));
        // Before the next packet, which may be in the same read: it belongs to this connection already.
        _client.OnConnected(this, _connection);
        _welcomed.TrySetResult(_connection);
        return MqttReasonCode.Success;
    }

    private void OnDisconnect(DisconnectPacket packet)
    {
        Redirect = ReferenceOf(packet.ReasonCode, packet.Properties);
        End($"the broker ended the connection: {packet.ReasonCode} {packet.Properties.Text(MqttProperty.ReasonString)}".TrimEnd());
    }

    private (string Host, int Port)? ReferenceOf(MqttReasonCode code, PropertyList properties) =>
        code is MqttReasonCode.UseAnotherServer or MqttReasonCode.ServerMoved && properties.Text(MqttProperty.ServerReference) is { } reference
            ? MqttEndpoint.ParseReference(reference, _options.Port)
            : null;

    private MqttReasonCode OnPublish(PacketFrame frame)
    {
        var code = PublishPacket.TryRead(frame.Flags, frame.Body, _options.Version, out var packet, _lastTopicBytes);
        if (code != MqttReasonCode.Success)
            return code;
        string? topic;
        byte[] properties = [];
        if (packet.Properties.Has(MqttProperty.TopicAlias))
        {
            var alias = packet.Properties.Number(MqttProperty.TopicAlias);
            if (alias >= _incomingAliases.Length)
                return MqttReasonCode.TopicAliasInvalid;
            topic = packet.Topic.IsEmpty ? _incomingAliases[alias] : _incomingAliases[alias] = Utf8Text.ToText(packet.Topic);
            if (topic is null)
                return MqttReasonCode.ProtocolError;
            properties = WithoutAlias(packet.Properties);
        }
        else
        {
            topic = TopicOf(packet.Topic);
            if (!packet.Properties.IsEmpty)
                properties = packet.Properties.Encoded.ToArray();
        }
        _client.OnPublish(this, packet, topic, properties);
        return MqttReasonCode.Success;
    }

    private string TopicOf(ReadOnlySpan<byte> topic)
    {
        if (!topic.SequenceEqual(_lastTopicBytes))
        {
            _lastTopicBytes = topic.ToArray();
            _lastTopic = Utf8Text.ToText(topic);
        }
        return _lastTopic;
    }

    private static byte[] WithoutAlias(PropertyList properties)
    {
        var rest = new PropertyBuilder();
        foreach (var entry in properties)
        {
            if (entry.Property != MqttProperty.TopicAlias)
                rest.AddEncoded(entry.Encoded);
        }
        return rest.Encoded.ToArray();
    }
}
