using Millwright.Mqtt.Access;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Mqtt.Server;

/// <content>From CONNECT through authentication to CONNACK.</content>
internal sealed partial class BrokerConnection
{
    private Connecting? _connecting;
    private ushort _keepAliveSeconds;

    /// <summary>QoS 1 and 2 the client takes at once.</summary>
    public int Window { get; private set; }

    public string? ClientId => Session?.ClientId;

    private void HandleBeforeConnected(PacketFrame frame)
    {
        if (_state == ConnectionState.AwaitConnect && frame.Type == MqttPacketType.Connect)
            OnConnect(frame.Body);
        else if (_state == ConnectionState.AwaitAuth && frame.Type == MqttPacketType.Auth)
            OnAuth(frame.Body);
        else
            Violate(MqttReasonCode.ProtocolError);
    }

    private void OnConnect(ReadOnlySpan<byte> body)
    {
        var options = _engine.Options;
        var code = ConnectPacket.TryRead(body, out var packet);
        if (code == MqttReasonCode.UnsupportedProtocolVersion)
        {
            // Level 5 is here under another protocol's name: it is answered as that level is.
            _version = packet.Version >= MqttVersion.V5 ? MqttVersion.V5 : MqttVersion.V311;
            Refuse(RefuseCause.ProtocolViolation, code);
            return;
        }
        if (code != MqttReasonCode.Success)
        {
            // Only a CONNECT that could be read may be answered.
            _engine.Counters.Refuse(RefuseCause.ProtocolViolation);
            End();
            return;
        }
        _version = packet.Version;
        if (_engine.IsFailed)
            Refuse(RefuseCause.Unavailable, MqttReasonCode.ServerUnavailable);
        else if (!_engine.TakeConnect())
            Refuse(RefuseCause.ConnectRate, MqttReasonCode.ConnectionRateExceeded);
        else if (packet.ClientId.Length > options.MaxClientIdBytes || (packet.ClientId.IsEmpty && _version == MqttVersion.V311 && !packet.CleanStart))
            Refuse(RefuseCause.ProtocolViolation, MqttReasonCode.ClientIdentifierNotValid);
        else if (packet.HasWill && (BrokerEngine.IsReserved(packet.WillTopic) || TopicNames.Levels(packet.WillTopic) > options.MaxTopicLevels))
            Refuse(RefuseCause.ProtocolViolation, MqttReasonCode.TopicNameInvalid);
        else
            Begin(packet);
    }

    private void Begin(ConnectPacket packet)
    {
        var properties = packet.Properties;
        _keepAliveSeconds = packet.KeepAliveSeconds;
        var isAssigned = packet.ClientId.IsEmpty;
        var request = new ConnectRequest
        {
            Version = _version,
            ClientId = isAssigned ? BrokerEngine.NewClientId() : Utf8Text.ToText(packet.ClientId),
            UserName = packet.HasUserName ? Utf8Text.ToText(packet.UserName) : null,
            Password = packet.HasPassword ? packet.Password.ToArray() : null,
            Certificate = _certificate,
            Peer = _transport.Peer,
            Listener = _listener,
            AuthenticationMethod = properties.Text(MqttProperty.AuthenticationMethod),
            AuthenticationData = properties.Has(MqttProperty.AuthenticationData) ? properties.Bytes(MqttProperty.AuthenticationData).ToArray() : null,
        };
        _maxPacketBytes = properties.Number(MqttProperty.MaximumPacketSize, uint.MaxValue);
        _aliasMaximum = (ushort)Math.Min(properties.Number(MqttProperty.TopicAliasMaximum), _engine.Options.MaxOutgoingTopicAliases);
        Window = (int)Math.Min(properties.Number(MqttProperty.ReceiveMaximum, MqttLimits.DefaultReceiveMaximum), _engine.Options.MaxInFlight);
        var asked = _version == MqttVersion.V5
            ? properties.Number(MqttProperty.SessionExpiryInterval)
            : packet.CleanStart ? 0 : uint.MaxValue;
        _connecting = new Connecting(request)
        {
            CleanStart = packet.CleanStart,
            IsAssigned = isAssigned,
            AskedExpiry = asked,
            Expiry = Math.Min(asked, _engine.Options.MaxSessionExpirySeconds),
            WantsResponseInformation = properties.Number(MqttProperty.RequestResponseInformation) == 1,
            Will = packet.HasWill ? WillOf(packet) : null,
            WillDelay = packet.WillProperties.Number(MqttProperty.WillDelayInterval),
        };
        _state = ConnectionState.Deciding;
        Decide(_engine.Options.Authenticator.AuthenticateAsync(request, _engine.Stopping), again: false);
    }

    private StoredMessage WillOf(ConnectPacket packet)
    {
        var travelling = new PropertyBuilder();
        foreach (var entry in packet.WillProperties)
        {
            if (entry.Property is not (MqttProperty.WillDelayInterval or MqttProperty.MessageExpiryInterval))
                travelling.AddEncoded(entry.Encoded);
        }
        // The interval of a will runs from its publication; until then it is kept as the negative number of seconds.
        var expiry = packet.WillProperties.OptionalNumber(MqttProperty.MessageExpiryInterval) is { } seconds ? -(long)seconds - 1 : 0;
        return new StoredMessage(
            _engine.NextId(), packet.WillTopic.ToArray(), packet.WillPayload.ToArray(), travelling.Encoded.ToArray(), packet.WillQos, packet.WillRetain, expiry);
    }

    private void OnAuth(ReadOnlySpan<byte> body)
    {
        var code = DisconnectPacket.TryRead(MqttPacketType.Auth, body, _version, out var packet);
        if (code != MqttReasonCode.Success)
        {
            Violate(code);
            return;
        }
        var method = packet.Properties.Text(MqttProperty.AuthenticationMethod);
        var again = _state == ConnectionState.Connected;
        // The method stays the same for the life of the connection (MQTT-4.12.1-1), and only the client begins again.
        if (_connecting is null || method != _connecting.Request.AuthenticationMethod || packet.ReasonCode == MqttReasonCode.Success
            || (packet.ReasonCode == MqttReasonCode.ReAuthenticate) != (again && !_connecting.IsProvingAgain))
        {
            Violate(method is not null && _connecting?.Request.AuthenticationMethod is not null && method != _connecting.Request.AuthenticationMethod
                ? MqttReasonCode.BadAuthenticationMethod : MqttReasonCode.ProtocolError);
            return;
        }
        if (again)
            _connecting.IsProvingAgain = true;
        else
            _state = ConnectionState.Deciding;
        Decide(_engine.Options.Authenticator.ContinueAsync(_connecting.Request, packet.Properties.Bytes(MqttProperty.AuthenticationData).ToArray(), again, _engine.Stopping), again);
    }

    private void Decide(ValueTask<AuthenticationResult> deciding, bool again)
    {
        if (deciding.IsCompletedSuccessfully)
            OnDecided(deciding.Result, again);
        else
            _ = WaitForDecisionAsync(deciding, again);
    }

    private async Task WaitForDecisionAsync(ValueTask<AuthenticationResult> deciding, bool again)
    {
        AuthenticationResult result;
        try
        {
            result = await deciding.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The broker is ending; there is nobody to answer.
            return;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _engine.Options.Report?.Invoke($"{Peer}: the authenticator failed, the client is refused: {failure.Message}");
            result = AuthenticationResult.Refuse(MqttReasonCode.ServerUnavailable);
        }
        lock (_engine.Gate)
        {
            if (_state >= ConnectionState.Closing)
                return;
            OnDecided(result, again);
            ConsumeKept();
            _transport.PauseReceiving(false);
            _engine.EndTurn();
        }
    }

    private void OnDecided(AuthenticationResult result, bool again)
    {
        if (result.Code == MqttReasonCode.ContinueAuthentication)
        {
            if (!again)
                _state = ConnectionState.AwaitAuth;
            SendAuth(MqttReasonCode.ContinueAuthentication, result.Data);
        }
        else if (again)
        {
            _connecting!.IsProvingAgain = false;
            if (result.Code == MqttReasonCode.Success)
                ProveAgain(result);
            else
                Disconnect(MqttReasonCode.NotAuthorized);
        }
        else if (result is { Code: MqttReasonCode.Success, Identity: { } identity })
        {
            Open(result, identity);
        }
        else
        {
            var code = result.Code == MqttReasonCode.Success ? MqttReasonCode.NotAuthorized : result.Code;
            Refuse(RefuseCause.NotAuthenticated, code, result.ServerReference, result.ReasonString);
        }
    }

    private void ProveAgain(AuthenticationResult result)
    {
        if (result.Identity is { } identity)
            Session!.Identity = identity;
        _checkedRoute = null;
        SendAuth(MqttReasonCode.Success, result.Data);
    }

    private void SendAuth(MqttReasonCode code, byte[]? data)
    {
        var properties = new PropertyBuilder().Add(MqttProperty.AuthenticationMethod, _connecting!.Request.AuthenticationMethod!);
        if (data is not null)
            properties.Add(MqttProperty.AuthenticationData, data.AsSpan());
        var packet = new DisconnectPacket { Type = MqttPacketType.Auth, ReasonCode = code, EncodedProperties = properties.Encoded };
        packet.WriteTo(Reserve(packet.EncodedBytes(_version)), _version);
    }

    private void Open(AuthenticationResult result, MqttIdentity identity)
    {
        var connecting = _connecting!;
        if (connecting.Will is { } will)
        {
            var may = _engine.Options.Authorizer.MayPublish(identity, connecting.Request.ClientId, Utf8Text.ToText(will.Topic));
            if (may != MqttReasonCode.Success)
            {
                Refuse(RefuseCause.NotAuthenticated, MqttReasonCode.NotAuthorized);
                return;
            }
        }
        if (!_engine.Sessions.MayOpen(connecting.Request.ClientId, identity))
        {
            Refuse(RefuseCause.NotAuthenticated, MqttReasonCode.ClientIdentifierNotValid, reason: "the client identifier is in use by somebody else");
            return;
        }
        if (_engine.Sessions.Open(this, connecting, identity) is not { } session)
        {
            Refuse(RefuseCause.TooManySessions, MqttReasonCode.QuotaExceeded);
            return;
        }
        Session = session;
        var packet = ConnAckOf(result, connecting);
        if ((uint)packet.Length > _maxPacketBytes)
        {
            // A client that cannot be told what holds between us cannot be served (MQTT-3.1.2-27).
            _engine.Counters.Refuse(RefuseCause.PacketTooLarge);
            End();
            return;
        }
        if (session.IsStored)
        {
            var position = _engine.Options.Store.SaveSession(session.ToStored());
            if (!_engine.Commits.IsDurable(position))
            {
                _engine.Commits.Hold(position, this, MqttPacketType.ConnAck, 0, MqttReasonCode.Success, packet: packet);
                return;
            }
        }
        Welcome(packet);
    }

    private byte[] ConnAckOf(AuthenticationResult result, Connecting connecting)
    {
        var options = _engine.Options;
        var properties = new PropertyBuilder();
        if (_version == MqttVersion.V5)
        {
            if (connecting.Expiry != connecting.AskedExpiry)
                properties.Add(MqttProperty.SessionExpiryInterval, connecting.Expiry);
            if (options.ReceiveMaximum < MqttLimits.DefaultReceiveMaximum)
                properties.Add(MqttProperty.ReceiveMaximum, options.ReceiveMaximum);
            properties.Add(MqttProperty.MaximumPacketSize, (uint)options.MaxPacketBytes);
            if (connecting.IsAssigned)
                properties.Add(MqttProperty.AssignedClientIdentifier, connecting.Request.ClientId);
            if (options.TopicAliasMaximum > 0)
                properties.Add(MqttProperty.TopicAliasMaximum, options.TopicAliasMaximum);
            if (_keepAliveSeconds > options.MaxKeepAliveSeconds)
            {
                _keepAliveSeconds = options.MaxKeepAliveSeconds;
                properties.Add(MqttProperty.ServerKeepAlive, _keepAliveSeconds);
            }
            if (connecting.WantsResponseInformation && result.ResponseInformation is not null)
                properties.Add(MqttProperty.ResponseInformation, result.ResponseInformation);
            if (connecting.Request.AuthenticationMethod is { } method)
                properties.Add(MqttProperty.AuthenticationMethod, method);
            if (result.Data is not null)
                properties.Add(MqttProperty.AuthenticationData, result.Data.AsSpan());
        }
        var packet = new ConnAckPacket { SessionPresent = connecting.SessionPresent, ReasonCode = MqttReasonCode.Success, EncodedProperties = properties.Encoded };
        var bytes = new byte[packet.EncodedBytes(_version)];
        packet.WriteTo(bytes, _version);
        return bytes;
    }

    private void Welcome(byte[] connAck)
    {
        _state = ConnectionState.Connected;
        if (_connecting?.Request.AuthenticationMethod is null)
            _connecting = null;
        connAck.CopyTo(Reserve(connAck.Length));
        if (Session is { } session)
            _engine.Router.Resume(session, this);
    }

    private void Refuse(RefuseCause cause, MqttReasonCode code, string? serverReference = null, string? reason = null)
    {
        _engine.Counters.Refuse(cause);
        var properties = new PropertyBuilder();
        if (serverReference is not null)
            properties.Add(MqttProperty.ServerReference, serverReference);
        if (reason is not null)
            properties.Add(MqttProperty.ReasonString, reason);
        if (_version == MqttVersion.V5 && !ReasonCodes.IsAllowed(MqttPacketType.ConnAck, code))
            code = MqttReasonCode.UnspecifiedError;
        var packet = new ConnAckPacket { ReasonCode = code, EncodedProperties = properties.Encoded };
        // What explains must not make the packet larger than the client takes (MQTT-3.2.2-19).
        if ((uint)packet.EncodedBytes(_version) > _maxPacketBytes)
            packet = new ConnAckPacket { ReasonCode = code };
        packet.WriteTo(Reserve(packet.EncodedBytes(_version)), _version);
        CloseGently();
    }

    /// <summary>What a CONNECT asked for, until it is answered.</summary>
    internal sealed class Connecting(ConnectRequest request)
    {
        public ConnectRequest Request { get; } = request;

        public bool CleanStart { get; init; }

        public bool IsAssigned { get; init; }

        public uint AskedExpiry { get; init; }

        public uint Expiry { get; init; }

        public bool WantsResponseInformation { get; init; }

        public StoredMessage? Will { get; init; }

        public uint WillDelay { get; init; }

        public bool SessionPresent { get; set; }

        public bool IsProvingAgain { get; set; }
    }
}
