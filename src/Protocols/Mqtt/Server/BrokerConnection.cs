using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using Millwright.Mqtt.Messages;
using Millwright.Wire.Transports;

namespace Millwright.Mqtt.Server;

/// <summary>One client's connection: takes packets off the stream and acts on them. Everything happens under the broker's lock.</summary>
internal sealed partial class BrokerConnection : ITransportReceiver
{
    private readonly BrokerEngine _engine;
    private readonly Transport _transport;
    private readonly X509Certificate2? _certificate;
    private readonly string _listener;
    private readonly bool _onLoop;
    private MqttVersion _version = MqttVersion.V311;
    private ConnectionState _state;
    private byte[]? _partial;
    private int _partialCount;
    private bool _active;
    private long _lastActive;

    public BrokerConnection(BrokerEngine engine, Transport transport, X509Certificate2? certificate, string listener, bool onLoop)
    {
        _engine = engine;
        _transport = transport;
        _certificate = certificate;
        _listener = listener;
        _onLoop = onLoop;
        _lastActive = engine.Options.Time.GetTimestamp();
    }

    private enum ConnectionState : byte
    {
        AwaitConnect,

        /// <summary>The authenticator or the store works on the CONNECT; what comes meanwhile is kept.</summary>
        Deciding,

        /// <summary>The next packet is the client's AUTH.</summary>
        AwaitAuth,
        Connected,

        /// <summary>Our last packet is out; what still comes is discarded.</summary>
        Closing,
        Closed,
    }

    /// <summary>The place in the engine's list.</summary>
    public int Index { get; set; }

    public Session? Session { get; private set; }

    /// <summary>Steps that wait for a commit.</summary>
    public int HeldSteps { get; set; }

    public string Peer => _transport.Peer;

    public string Listener => _listener;

    public void Start() => _transport.Start(this);

    public void OnReceived(ReadOnlySpan<byte> bytes)
    {
        lock (_engine.Gate)
        {
            if (_state >= ConnectionState.Closing)
                return;
            _active = true;
            _engine.Counters.BytesReceived += bytes.Length;
            try
            {
                Consume(bytes);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // A rule that throws, or an error of ours, ends the connection that met it and nobody else's.
                _engine.Options.Report?.Invoke($"{Peer}: the connection is closed after an error: {failure}");
                _engine.Counters.Refuse(RefuseCause.Unavailable);
                End();
            }
            if (!_onLoop)
                _engine.EndTurn();
        }
    }

    public void OnDrained()
    {
        // A send that completed at once, from within our own turn: the turn goes on by itself.
        if (_engine.Gate.IsHeldByCurrentThread)
            return;
        lock (_engine.Gate)
        {
            Drain();
            if (!_onLoop)
                _engine.EndTurn();
        }
    }

    public void OnClosed(Exception? cause)
    {
        lock (_engine.Gate)
        {
            End();
            if (!_onLoop)
                _engine.EndTurn();
        }
    }

    /// <summary>Keep-alive and patience, twice a second.</summary>
    public void Tick(long now)
    {
        if (_active)
        {
            _active = false;
            _lastActive = now;
            return;
        }
        var silent = _engine.Options.Time.GetElapsedTime(_lastActive, now);
        switch (_state)
        {
            case ConnectionState.AwaitConnect or ConnectionState.AwaitAuth or ConnectionState.Deciding when silent > _engine.Options.ConnectTimeout:
                _engine.Counters.Refuse(RefuseCause.ConnectTimeout);
                End();
                break;
            case ConnectionState.Connected when _keepAliveSeconds > 0 && silent > TimeSpan.FromSeconds(_keepAliveSeconds * 1.5):
                _engine.Counters.Refuse(RefuseCause.KeepAliveTimeout);
                Disconnect(MqttReasonCode.KeepAliveTimeout);
                break;
            case ConnectionState.Closing when silent > _engine.ClosingPatience:
                Release();
                break;
            default:
                break;
        }
    }

    /// <summary>Says why, as far as the version can, and closes. The will is published unless the client asked for none.</summary>
    public void Disconnect(MqttReasonCode code, string? serverReference = null)
    {
        if (_state >= ConnectionState.Closing)
            return;
        if (_version == MqttVersion.V5 && _state == ConnectionState.Connected)
        {
            var properties = new PropertyBuilder();
            if (serverReference is not null)
                properties.Add(MqttProperty.ServerReference, serverReference);
            var packet = new DisconnectPacket { Type = MqttPacketType.Disconnect, ReasonCode = code, EncodedProperties = properties.Encoded };
            packet.WriteTo(Reserve(packet.EncodedBytes(_version)), _version);
            CloseGently();
        }
        else
        {
            End();
        }
    }

    /// <summary>Closes at once.</summary>
    public void Abort() => End();

    private void Consume(ReadOnlySpan<byte> bytes)
    {
        if (_partialCount == 0 && _state != ConnectionState.Deciding)
        {
            bytes = bytes[Parse(bytes)..];
            if (_state < ConnectionState.Closing && !bytes.IsEmpty)
                Keep(bytes);
            return;
        }
        Keep(bytes);
        ConsumeKept();
    }

    /// <summary>Parses what was kept, as far as it goes.</summary>
    private void ConsumeKept()
    {
        if (_state is ConnectionState.Deciding or >= ConnectionState.Closing || _partialCount == 0)
            return;
        var used = Parse(_partial.AsSpan(0, _partialCount));
        if (_partial is null)
            return;
        _partial.AsSpan(used, _partialCount - used).CopyTo(_partial);
        _partialCount -= used;
        if (_partialCount == 0)
            DropKept();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_partial is null || _partial.Length - _partialCount < bytes.Length)
        {
            // Grows with what has come, not with what was announced.
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, (_partialCount + bytes.Length) * (_partial is null ? 1 : 2)));
            _partial.AsSpan(0, _partialCount).CopyTo(larger);
            if (_partial is not null)
                ArrayPool<byte>.Shared.Return(_partial);
            _partial = larger;
        }
        bytes.CopyTo(_partial.AsSpan(_partialCount));
        _partialCount += bytes.Length;
        if (_state == ConnectionState.Deciding && _partialCount > _engine.Options.MaxConnectBytes)
            _transport.PauseReceiving(true);
    }

    private void DropKept()
    {
        if (_partial is not null)
            ArrayPool<byte>.Shared.Return(_partial);
        _partial = null;
        _partialCount = 0;
    }

    private int Parse(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        while (_state is not (ConnectionState.Deciding or >= ConnectionState.Closing))
        {
            var limit = _state == ConnectionState.Connected ? _engine.Options.MaxPacketBytes : _engine.Options.MaxConnectBytes;
            var status = PacketFrame.TryRead(bytes[used..], limit, out var frame, out _);
            if (status == FrameStatus.Short)
                break;
            if (status == FrameStatus.Complete)
            {
                used += frame.TotalBytes;
                Handle(frame);
                continue;
            }
            Violate(status == FrameStatus.TooLarge ? MqttReasonCode.PacketTooLarge : MqttReasonCode.MalformedPacket);
        }
        return used;
    }

    private void Handle(PacketFrame frame)
    {
        if (_state != ConnectionState.Connected)
        {
            HandleBeforeConnected(frame);
            return;
        }
        switch (frame.Type)
        {
            case MqttPacketType.Publish:
                OnPublish(frame);
                break;
            case MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp:
                OnAck(frame);
                break;
            case MqttPacketType.Subscribe:
                OnSubscribe(frame.Body);
                break;
            case MqttPacketType.Unsubscribe:
                OnUnsubscribe(frame.Body);
                break;
            case MqttPacketType.PingReq when frame.Body.IsEmpty:
                Pings.Response.CopyTo(Reserve(2));
                break;
            case MqttPacketType.Disconnect:
                OnDisconnect(frame.Body);
                break;
            case MqttPacketType.Auth when _version == MqttVersion.V5:
                OnAuth(frame.Body);
                break;
            case MqttPacketType.PingReq:
                Violate(MqttReasonCode.MalformedPacket);
                break;
            default:
                // A second CONNECT, or a packet that only a server sends.
                Violate(MqttReasonCode.ProtocolError);
                break;
        }
    }

    private void OnDisconnect(ReadOnlySpan<byte> body)
    {
        var code = DisconnectPacket.TryRead(MqttPacketType.Disconnect, body, _version, out var packet);
        if (code != MqttReasonCode.Success)
        {
            Violate(code);
            return;
        }
        if (packet.Properties.OptionalNumber(MqttProperty.SessionExpiryInterval) is { } expiry)
        {
            // A session that was to end with its connection cannot be kept after all (MQTT-3.1.2-23, 3.14.2.2.2).
            if (!Session!.IsPersistent && expiry > 0)
            {
                Violate(MqttReasonCode.ProtocolError);
                return;
            }
            Session.ExpirySeconds = Math.Min(expiry, _engine.Options.MaxSessionExpirySeconds);
        }
        if (packet.ReasonCode == MqttReasonCode.Success)
            Session!.Will = null;
        End();
    }

    private void Violate(MqttReasonCode code)
    {
        _engine.Counters.Refuse(code == MqttReasonCode.PacketTooLarge ? RefuseCause.PacketTooLarge : RefuseCause.ProtocolViolation);
        if (_state == ConnectionState.AwaitConnect && _version == MqttVersion.V311)
            End();
        else
            Disconnect(code);
    }

    private void CloseGently()
    {
        _state = ConnectionState.Closing;
        _lastActive = _engine.Options.Time.GetTimestamp();
        _active = false;
        DropKept();
        Leave();
    }

    private void End()
    {
        if (_state == ConnectionState.Closed)
            return;
        if (_state < ConnectionState.Closing)
            Leave();
        Release();
    }

    private void Leave()
    {
        if (Session is not { } session)
            return;
        Session = null;
        _engine.Sessions.Left(session, this);
    }

    private void Release()
    {
        _state = ConnectionState.Closed;
        DropKept();
        DropOutput();
        _engine.Names.Give(ref _aliasBytes, _aliasBytes);
        _engine.Remove(this);
        _ = _transport.DisposeAsync().AsTask();
    }
}
