using System.Buffers.Binary;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Wire.Transports;

namespace Millwright.OpcUa.Channel;

/// <summary>A client's secure channel, seen by the server. Answers may come from any thread, in any order.</summary>
public sealed class ServerChannel
{
    private const int MaxOfferedTokens = 2;

    private readonly ChannelListener _listener;
    private readonly ChannelListenerOptions _options;
    private readonly Transport _transport;
    private readonly SendQueue _queue;
    private readonly MessageSender _sender;
    private readonly MessageReceiver _receiver;
    private readonly ChunkReader _reader;
    private readonly Lock _receiving = new();
    private readonly List<ChannelToken> _offered = [];
    private ChannelIdentity? _identity;
    private ChannelToken? _current;
    private ChannelToken? _newest;
    private bool _greeted;
    private bool _opening;
    private bool _paused;
    private readonly TaskCompletionSource<bool> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _closed;

    internal ServerChannel(ChannelListener listener, Transport transport, uint id)
    {
        _listener = listener;
        _options = listener.Options;
        _transport = transport;
        Id = id;
        _queue = new SendQueue(transport, _options.Limits.MaxQueuedBytes);
        _sender = new MessageSender(_queue);
        _receiver = new MessageReceiver(_options.Limits)
        {
            MaxMessageBytes = Math.Min(_options.Limits.MaxMessageBytes, _options.MaxMessageBytesWithoutSession),
            Unfinished = listener.UnfinishedWithoutSession,
        };
        _reader = new ChunkReader(_options.Limits.ReceiveBufferBytes);
        AcceptedAt = _options.Time.GetTimestamp();
    }

    /// <summary>The channel's number, unique within the listener.</summary>
    public uint Id { get; }

    /// <summary>The client's address.</summary>
    public string Peer => _transport.Peer;

    /// <summary>The endpoint URL of the client's Hello.</summary>
    public string EndpointUrl { get; private set; } = "";

    public SecurityPolicy Policy { get; private set; } = SecurityPolicy.None;

    public MessageSecurityMode Mode { get; private set; } = MessageSecurityMode.None;

    /// <summary>The client's certificate; null without security.</summary>
    public RemoteCertificate? ClientCertificate { get; private set; }

    /// <summary>The server's certificate that this channel was opened with; a certificate changed since counts for new channels alone.</summary>
    public ChannelIdentity? Identity => _identity;

    /// <summary>Open only to ask for endpoints: this server offers no session without security.</summary>
    public bool IsDiscoveryOnly => Policy.IsNone && !_options.Offers(SecurityPolicy.None, MessageSecurityMode.None);

    /// <summary>Set by the server while a session uses the channel; channels without one make room first, and may send less.</summary>
    public bool HasSession
    {
        get;
        set
        {
            field = value;
            _receiver.MaxMessageBytes = value ? _options.Limits.MaxMessageBytes : Math.Min(_options.Limits.MaxMessageBytes, _options.MaxMessageBytesWithoutSession);
            _receiver.Unfinished = value ? _listener.Unfinished : _listener.UnfinishedWithoutSession;
        }
    }

    /// <summary>Anything the server keeps with the channel.</summary>
    public object? Tag { get; set; }

    public bool IsOpen => WasOpened && !IsClosed;

    /// <summary>Bytes that wait for the client to read.</summary>
    public long QueuedBytes => _queue.QueuedBytes;

    internal bool IsClosed => Volatile.Read(ref _closed) != 0;

    internal bool WasOpened => Volatile.Read(ref _current) is not null;

    /// <summary>True once a channel was opened, false when the connection ended without one.</summary>
    internal Task<bool> Settled => _settled.Task;

    internal long AcceptedAt { get; }

    /// <summary>Begins an answer. The body is written behind what is there already; give the writer to <see cref="Reply"/> in every case.</summary>
    public UaWriter BeginReply() => _listener.Writers.Rent();

    /// <summary>Sends an answer.</summary>
    /// <param name="requestId">Which request.</param>
    /// <param name="reply">From <see cref="BeginReply"/>; not to be used afterwards.</param>
    /// <returns>
    /// Good; BadEncodingLimitsExceeded when the client takes no message of that size, and then nothing was sent and a fault is due;
    /// BadConnectionClosed when nobody is there any more.
    /// </returns>
    public StatusCode Reply(uint requestId, UaWriter reply)
    {
        var outcome = IsClosed ? StatusCodes.BadConnectionClosed : _sender.Send(reply, requestId);
        _listener.Writers.Return(reply);
        if (outcome.IsGood)
            _listener.Statistics.CountReply();
        else if (outcome == StatusCodes.BadConnectionClosed && !IsClosed)
            CloseSlow();
        return outcome;
    }

    /// <summary>Ends the channel and tells the client why.</summary>
    public void Close(StatusCode status, string reason)
    {
        if (IsClosed)
            return;
        using var writer = new UaWriter(256);
        new TransportError(status, reason).Write(writer);
        _transport.Send(writer.Written);
        End(status);
    }

    internal void Start() => _transport.Start(new Receiver(this));

    internal void SendReverseHello(string serverUri, string endpointUrl)
    {
        using var writer = new UaWriter(256);
        new TransportReverseHello(serverUri, endpointUrl).Write(writer);
        _queue.Send(writer.Written);
    }

    /// <summary>Whether the newest token has outlived its grace.</summary>
    internal bool IsExpired()
    {
        var token = Volatile.Read(ref _newest);
        return token is not null && _options.Time.GetElapsedTime(token.CreatedAt) > token.Lifetime * 1.25;
    }

    private void Received(ReadOnlySpan<byte> bytes)
    {
        lock (_receiving)
        {
            if (IsClosed)
                return;
            if (_opening)
                _reader.Stash(bytes);
            else
                Take(bytes);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!IsClosed && !_opening && _reader.Next(ref bytes, out var chunk))
                TakeChunk(chunk);
            if (_opening)
                _reader.Stash(bytes);
        }
        catch (UaException fault)
        {
            _listener.Statistics.CountFaulted();
            Close(fault.Status, fault.Message);
        }
        catch (Exception fault)
        {
            // One client's request must not end the thread that serves all of them.
            FailHandler(fault);
        }
        if (!_opening && !IsClosed && QueuedBytes > _options.PauseAboveQueuedBytes)
            Pause(true);
    }

    private void TakeChunk(ReadOnlySpan<byte> chunk)
    {
        switch ((ChunkType)(BinaryPrimitives.ReadInt32LittleEndian(chunk) & 0xFF_FFFF))
        {
            case ChunkType.Message when _current is not null:
                TakeMessage(chunk);
                break;
            case ChunkType.Open when _greeted:
                BeginOpen(chunk);
                break;
            case ChunkType.Hello when !_greeted:
                Greet(chunk);
                break;
            case ChunkType.Close when _current is not null:
                TakeClose(chunk);
                break;
            default:
                throw new UaException(StatusCodes.BadTcpMessageTypeInvalid, "a message that does not belong here: a channel begins with Hello, then OpenSecureChannel");
        }
    }

    private void Greet(ReadOnlySpan<byte> chunk)
    {
        var hello = TransportHello.Read(chunk, withUrl: true);
        EndpointUrl = hello.EndpointUrl ?? "";
        _sender.Agree(_options.Limits, hello);
        _reader.MaxChunkBytes = (int)Math.Min((uint)_options.Limits.ReceiveBufferBytes, hello.SendBufferBytes);
        var answer = TransportHello.Of(_options.Limits, null) with
        {
            ReceiveBufferBytes = (uint)_reader.MaxChunkBytes,
            SendBufferBytes = Math.Min((uint)_options.Limits.SendBufferBytes, hello.ReceiveBufferBytes),
        };
        using var writer = new UaWriter(64);
        answer.Write(writer);
        _queue.Send(writer.Written);
        _greeted = true;
    }

    private void TakeMessage(ReadOnlySpan<byte> chunk)
    {
        var token = TokenOf(chunk);
        if (_receiver.Accept(chunk, token, Mode, out var requestId, out var body) != ReceiveOutcome.Complete)
            return;
        _listener.Statistics.CountRequest();
        _listener.Handler.OnRequest(this, requestId, body);
        _receiver.Release();
    }

    private void TakeClose(ReadOnlySpan<byte> chunk)
    {
        // Verified, so that a stranger cannot end somebody's channel.
        _receiver.Accept(chunk, TokenOf(chunk), Mode, out _, out _);
        End(StatusCodes.Good);
    }

    private ChannelToken TokenOf(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < ChunkHeader.MessageHeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(chunk[8..]) != Id)
            throw new UaException(StatusCodes.BadTcpSecureChannelUnknown, "a message of another channel");
        var id = BinaryPrimitives.ReadUInt32LittleEndian(chunk[12..]);
        if (id == _current!.Id)
            return _current;
        var used = _offered.FindIndex(token => token.Id == id);
        if (used < 0)
            throw new UaException(StatusCodes.BadSecureChannelTokenUnknown, $"token {id} is none of this channel's");
        // The client speaks with the new keys: answers do so from here on.
        var old = _current;
        _current = _offered[used];
        _sender.Use(Id, Mode, _current);
        old.Dispose();
        foreach (var skipped in _offered.Take(used))
            skipped.Dispose();
        _offered.RemoveRange(0, used + 1);
        return _current;
    }

    private void BeginOpen(ReadOnlySpan<byte> chunk)
    {
        var policy = SecurityPolicy.Find(OpenChunk.Read(chunk).PolicyUri);
        if (policy is { IsNone: true })
        {
            CompleteOpen(chunk);
            return;
        }
        // Certificates and RSA take milliseconds: the thread that serves everybody does not wait for them.
        _opening = true;
        _transport.PauseReceiving(true);
        _ = OpenElsewhereAsync(chunk.ToArray());
    }

    private async Task OpenElsewhereAsync(byte[] chunk)
    {
        await _listener.OpenGate.WaitAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            CompleteOpen(chunk);
        }
        catch (UaException refused)
        {
            _listener.Statistics.CountFaulted();
            Close(refused.Status, refused.Message);
        }
        catch (Exception fault)
        {
            // A trust list that cannot be read, for instance: nobody is let in, and the handler learns why.
            FailHandler(fault);
        }
        finally
        {
            _listener.OpenGate.Release();
        }
        lock (_receiving)
        {
            _opening = false;
            if (IsClosed)
                return;
            Take(default);
            if (!_opening && !_paused)
                _transport.PauseReceiving(false);
        }
    }

    private void CompleteOpen(ReadOnlySpan<byte> bytes)
    {
        var chunk = OpenChunk.Read(bytes);
        var isNew = _current is null;
        var identity = isNew ? _listener.Identity : _identity;
        var (policy, certificate) = isNew ? Admit(chunk) : (Policy, ClientCertificate);
        if (!isNew && (SecurityPolicy.Find(chunk.PolicyUri) != Policy || chunk.ChannelId != Id))
            throw new UaException(StatusCodes.BadSecurityChecksFailed, "a renewal with another policy or of another channel");
        var body = chunk.Open(policy, identity, certificate, out var number, out var requestId);
        _receiver.AcceptNumber(number);
        var request = OpenRequest.Read(body);
        if (request.IsRenewal == isNew)
            throw new UaException(StatusCodes.BadRequestTypeInvalid, isNew ? "a renewal of a channel that is not open" : "a channel that is open is opened again");
        if (isNew)
            AdmitMode(policy, request.Mode);
        else if (request.Mode != Mode)
            throw new UaException(StatusCodes.BadSecurityModeRejected, "a renewal with another security mode");
        if (request.Nonce.Length < policy.NonceBytes)
            throw new UaException(StatusCodes.BadNonceInvalid, $"a nonce of {request.Nonce.Length} bytes; {policy.Name} needs {policy.NonceBytes}");
        Answer(isNew, policy, certificate, identity, request, requestId);
    }

    private (SecurityPolicy Policy, RemoteCertificate? Certificate) Admit(in OpenChunk chunk)
    {
        var policy = SecurityPolicy.Find(chunk.PolicyUri);
        if (policy is null || (policy.IsNone
            ? !_options.AllowDiscoveryWithoutSecurity && !_options.Offers(policy, MessageSecurityMode.None)
            : !_options.Offers(policy, MessageSecurityMode.Sign) && !_options.Offers(policy, MessageSecurityMode.SignAndEncrypt)))
        {
            throw Reject(
                StatusCodes.BadSecurityPolicyRejected,
                $"the security policy '{policy?.Uri ?? System.Text.Encoding.UTF8.GetString(chunk.PolicyUri)}' is not offered; offered: {string.Join(", ", _options.Offered.Select(o => o.Policy.Name).Distinct())}");
        }
        if (policy.IsNone)
            return (policy, null);
        var certificate = RemoteCertificate.Parse(chunk.SenderChain);
        var expected = new CertificateExpectations { Role = PeerRole.Client, Peer = Peer, MinKeyBits = policy.MinKeyBits, MaxKeyBits = policy.MaxKeyBits };
        var verdict = _options.Guard?.Judge(chunk.SenderChain, expected);
        if (verdict is { IsTrusted: true })
            return (policy, certificate);
        throw Reject(
            verdict?.StatusForPeer ?? StatusCodes.BadSecurityChecksFailed, "the server does not accept the client's certificate; the server's administrator finds it, and why, among the rejected ones",
            verdict?.Status, verdict?.Message);
    }

    private void AdmitMode(SecurityPolicy policy, MessageSecurityMode mode)
    {
        var isPlain = policy.IsNone && mode == MessageSecurityMode.None;
        if (!_options.Offers(policy, mode) && !(isPlain && _options.AllowDiscoveryWithoutSecurity))
            throw Reject(StatusCodes.BadSecurityModeRejected, $"the security mode {mode} is not offered with {policy.Name}");
    }

    private UaException Reject(StatusCode forPeer, string told, StatusCode? known = null, string? message = null)
    {
        _listener.Statistics.CountRejected();
        _listener.Handler.OnRejected(Peer, known ?? forPeer, message ?? told);
        return new UaException(forPeer, told);
    }

    private void Answer(
        bool isNew, SecurityPolicy policy, RemoteCertificate? certificate, ChannelIdentity? identity, in OpenRequest request, uint requestId)
    {
        var lifetime = Clamp(TimeSpan.FromMilliseconds(request.LifetimeMs));
        var nonce = Nonce.Create(policy.NonceBytes);
        var tokenId = isNew ? 1 : _newest!.Id + 1;
        var token = ChannelToken.Create(tokenId, policy, request.Nonce, nonce, _options.Time.GetTimestamp(), lifetime);
        var body = OpenResponse.Write(request, Id, tokenId, _options.Time.GetUtcNow(), lifetime, nonce);
        if (isNew)
        {
            (Policy, Mode, ClientCertificate, _identity) = (policy, request.Mode, certificate, identity);
            _sender.Use(Id, Mode, token);
            Volatile.Write(ref _current, token);
            Volatile.Write(ref _newest, token);
            _listener.Statistics.CountOpened();
            _settled.TrySetResult(true);
            _listener.Handler.OnOpened(this);
        }
        else
        {
            Offer(token);
            _listener.Statistics.CountRenewed();
        }
        if (!_sender.SendOpen(number => OpenChunk.Seal(policy, identity, certificate, Id, number, requestId, body)))
            CloseSlow();
    }

    /// <summary>A client may renew again before it used the last token, and still use that one meanwhile.</summary>
    private void Offer(ChannelToken token)
    {
        if (_offered.Count == MaxOfferedTokens)
        {
            _offered[0].Dispose();
            _offered.RemoveAt(0);
        }
        _offered.Add(token);
        Volatile.Write(ref _newest, token);
    }

    private TimeSpan Clamp(TimeSpan lifetime) =>
        lifetime < _options.MinTokenLifetime ? _options.MinTokenLifetime
        : lifetime > _options.MaxTokenLifetime ? _options.MaxTokenLifetime
        : lifetime;

    private void Drained()
    {
        _queue.Drain();
        if (_paused && QueuedBytes <= _options.PauseAboveQueuedBytes / 2)
            Pause(false);
    }

    private void Pause(bool pause)
    {
        _paused = pause;
        _transport.PauseReceiving(pause);
    }

    private void FailHandler(Exception fault)
    {
        _listener.Statistics.CountHandlerFault();
        _listener.Handler.OnHandlerFault(this, fault);
        Close(StatusCodes.BadInternalError, "the server failed on this message");
    }

    private void CloseSlow()
    {
        _listener.Statistics.CountSlow();
        End(StatusCodes.BadTcpNotEnoughResources);
    }

    private void End(StatusCode reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        _settled.TrySetResult(false);
        _queue.Close();
        _ = _transport.DisposeAsync().AsTask();
        _listener.Ended(this, reason);
        // Elsewhere, because this may run inside the handler's locks while the keys are in use.
        ThreadPool.UnsafeQueueUserWorkItem(static channel => channel.Free(), this, preferLocal: false);
    }

    private void Free()
    {
        _sender.Stop();
        lock (_receiving)
        {
            _reader.Free();
            _receiver.Free();
            _offered.ForEach(static token => token.Dispose());
            _current?.Dispose();
        }
    }

    private sealed class Receiver(ServerChannel owner) : ITransportReceiver
    {
        public void OnReceived(ReadOnlySpan<byte> bytes) => owner.Received(bytes);

        public void OnDrained() => owner.Drained();

        public void OnClosed(Exception? cause) => owner.End(cause is null ? StatusCodes.BadConnectionClosed : StatusCodes.BadCommunicationError);
    }
}
