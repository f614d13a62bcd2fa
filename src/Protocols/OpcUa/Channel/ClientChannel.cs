using System.Buffers.Binary;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Wire.Transports;

namespace Millwright.OpcUa.Channel;

/// <summary>
/// A secure channel to a server. Many requests may be in flight, from any thread; the token is renewed at three quarters of its life while they
/// are. A channel that ended stays ended: open another.
/// </summary>
public sealed class ClientChannel : IAsyncDisposable
{
    private const double RenewAt = 0.75;

    private readonly ClientChannelOptions _options;
    private readonly Transport _transport;
    private readonly SendQueue _queue;
    private readonly MessageSender _sender;
    private readonly MessageReceiver _receiver;
    private readonly ChunkReader _reader;
    private readonly PendingReplies _pending;
    private readonly WriterPool _writers;
    private readonly RemoteCertificate? _server;
    private readonly TaskCompletionSource<UaException> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _receiving = new();
    private (uint RequestId, TaskCompletionSource<OpenResponse> Answer)? _opening;
    private TaskCompletionSource<TransportReverseHello>? _called;
    private uint _openings;
    private ChannelToken? _current;
    private ChannelToken? _previous;
    private int _closed;

    private ClientChannel(ClientChannelOptions options, Transport transport)
    {
        _options = options;
        _transport = transport;
        _queue = new SendQueue(transport, options.Limits.MaxQueuedBytes);
        _sender = new MessageSender(_queue);
        _receiver = new MessageReceiver(options.Limits);
        _reader = new ChunkReader(options.Limits.ReceiveBufferBytes);
        _pending = new PendingReplies(options.Time, options.ContinueOnIoThread);
        _writers = new WriterPool((int)Math.Min(options.Limits.MaxQueuedBytes, int.MaxValue));
        if (!options.Policy.IsNone)
            _server = RemoteCertificate.Parse(options.ServerCertificate.Span);
    }

    /// <summary>The channel's number, given by the server.</summary>
    public uint Id { get; private set; }

    /// <summary>The server's address.</summary>
    public string Peer => _transport.Peer;

    public SecurityPolicy Policy => _options.Policy;

    public MessageSecurityMode Mode => _options.Mode;

    /// <summary>The server's certificate; null without security.</summary>
    public RemoteCertificate? ServerCertificate => _server;

    /// <summary>This application's certificate; null without security.</summary>
    public ChannelIdentity? Identity => _options.Policy.IsNone ? null : _options.Identity;

    /// <summary>Completes when the channel has ended, with the reason. Never fails.</summary>
    public Task<UaException> Ended => _ended.Task;

    public bool IsOpen => Volatile.Read(ref _closed) == 0 && _current is not null;

    /// <summary>Requests that wait for their answers.</summary>
    public int InFlight => _pending.Count;

    /// <summary>Times the token was renewed.</summary>
    public int Renewals { get; private set; }

    /// <summary>Requests that were not answered in time.</summary>
    public long TimedOut => _pending.TimedOut;

    /// <summary>Connects and opens.</summary>
    /// <exception cref="IOException">Refused, unreachable, unknown name.</exception>
    /// <exception cref="TimeoutException">The server did not accept the connection in time.</exception>
    /// <exception cref="UaException">The server answered, but no channel came of it; the status says why.</exception>
    public static async Task<ClientChannel> OpenAsync(ClientChannelOptions options, CancellationToken cancellation)
    {
        options.Limits.Validate();
        if (!options.Policy.IsNone && options.Identity is null)
            throw new ArgumentException($"{options.Policy.Name} needs a certificate of this application.", nameof(options));
        var url = EndpointAddress.Parse(options.EndpointUrl);
        var tcp = new TcpOptions { Loop = options.Loop, Time = options.Time, ConnectTimeout = options.OpenTimeout };
        var transport = await TcpTransport.ConnectAsync(
            options.Host ?? url.Host, options.Port == 0 ? url.Port : options.Port, tcp, cancellation).ConfigureAwait(false);
        return await OpenAsync(options, transport, null, cancellation).ConfigureAwait(false);
    }

    /// <summary>Opens over a connection that a server made to us (reverse connect, OPC 10000-6, 7.1.3). The server says first who it is.</summary>
    /// <param name="options">The endpoint URL is the server's own word; the rest is as for <see cref="OpenAsync(ClientChannelOptions, CancellationToken)"/>.</param>
    /// <param name="transport">The accepted connection; owned by the channel from here on.</param>
    /// <param name="serverUri">The application URI that the server must name.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="UaException">BadServerUriInvalid: another server called; else as for opening.</exception>
    public static Task<ClientChannel> OpenReverseAsync(ClientChannelOptions options, Transport transport, string serverUri, CancellationToken cancellation) =>
        OpenAsync(options, transport, serverUri, cancellation);

    private static async Task<ClientChannel> OpenAsync(ClientChannelOptions options, Transport transport, string? caller, CancellationToken cancellation)
    {
        var channel = new ClientChannel(options, transport);
        try
        {
            await channel.GreetAsync(caller, cancellation).ConfigureAwait(false);
            await channel.ObtainTokenAsync(isRenewal: false, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        _ = channel.RenewAsync(channel._closing.Token);
        return channel;
    }

    /// <summary>Begins a request. The body is written behind what is there already; give the writer to <see cref="SendAsync"/> in every case.</summary>
    public UaWriter BeginRequest() => _writers.Rent();

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="request">From <see cref="BeginRequest"/>; not to be used afterwards.</param>
    /// <param name="timeout">How long the answer may take.</param>
    /// <param name="cancellation">Gives the answer up; the server is not told.</param>
    /// <exception cref="UaException">
    /// BadTimeout; BadRequestTooLarge when the server takes no message of that size; else why the channel has ended.
    /// </exception>
    public ValueTask<ReplyMessage> SendAsync(UaWriter request, TimeSpan timeout, CancellationToken cancellation)
    {
        PendingReply pending;
        try
        {
            pending = _pending.Add(timeout, cancellation);
        }
        catch (UaException ended)
        {
            _writers.Return(request);
            return ValueTask.FromException<ReplyMessage>(ended);
        }
        var version = pending.Version;
        Dispatch(request, pending);
        return new ValueTask<ReplyMessage>(pending, version);
    }

    /// <summary>Sends a request whose answer is handed over in the order of arrival, which awaiting does not promise.</summary>
    /// <param name="request">From <see cref="BeginRequest"/>; not to be used afterwards.</param>
    /// <param name="timeout">How long the answer may take.</param>
    /// <param name="receiver">Told exactly once, on the I/O thread, or on this one when nothing could be sent.</param>
    public void Send(UaWriter request, TimeSpan timeout, IReplyReceiver receiver)
    {
        PendingReply pending;
        try
        {
            pending = _pending.Add(timeout, default, receiver);
        }
        catch (UaException ended)
        {
            _writers.Return(request);
            receiver.OnFailed(ended);
            return;
        }
        Dispatch(request, pending);
    }

    private void Dispatch(UaWriter request, PendingReply pending)
    {
        // Read before the request is sent: an answer may come, and the object be used again, at any time after that.
        var id = pending.RequestId;
        var outcome = _sender.Send(request, id);
        _writers.Return(request);
        if (outcome == StatusCodes.BadEncodingLimitsExceeded)
            _pending.Fail(id, pending, new UaException(StatusCodes.BadRequestTooLarge, "the server takes no request of that size"));
        else if (outcome.IsBad)
            End(new UaException(outcome, "the server does not read what it is sent"));
    }

    /// <summary>Closes the channel in good order.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsOpen)
        {
            var writer = _writers.Rent();
            writer.WriteRequest(new RequestHeader(NodeId.Null, UaDateTime.From(_options.Time.GetUtcNow()), 0), new CloseSecureChannelRequest());
            _sender.Send(writer, 0, ChunkType.Close);
            _writers.Return(writer);
        }
        End(new UaException(StatusCodes.BadSecureChannelClosed, "this side closed the channel"));
        await _transport.DisposeAsync().ConfigureAwait(false);
    }

    private async Task GreetAsync(string? caller, CancellationToken cancellation)
    {
        var url = _options.EndpointUrl;
        if (caller is not null)
            _called = new TaskCompletionSource<TransportReverseHello>(TaskCreationOptions.RunContinuationsAsynchronously);
        _transport.Start(new Receiver(this));
        if (_called is not null)
        {
            var hello = await WithinAsync(_called.Task, cancellation).ConfigureAwait(false);
            if (hello.ServerUri != caller)
                throw new UaException(StatusCodes.BadServerUriInvalid, $"{Peer}: '{hello.ServerUri}' called; '{caller}' was waited for");
            url = hello.EndpointUrl;
        }
        using (var writer = new UaWriter(256))
        {
            TransportHello.Of(_options.Limits, url).Write(writer);
            _queue.Send(writer.Written);
        }
        await WithinAsync(_acknowledged.Task, cancellation).ConfigureAwait(false);
    }

    private async Task ObtainTokenAsync(bool isRenewal, CancellationToken cancellation)
    {
        var nonce = Nonce.Create(Policy.NonceBytes);
        var opening = new TaskCompletionSource<OpenResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        var requestId = ++_openings;
        _opening = (requestId, opening);
        var body = OpenRequest.Write(isRenewal, Mode, nonce, _options.TokenLifetime, _options.Time.GetUtcNow());
        _sender.SendOpen(number => OpenChunk.Seal(Policy, _options.Identity, _server, Id, number, requestId, body));
        var response = await WithinAsync(opening.Task, cancellation).ConfigureAwait(false);
        if (response.Nonce.Length < Policy.NonceBytes)
            throw new UaException(StatusCodes.BadNonceInvalid, $"the server's nonce has {response.Nonce.Length} bytes; {Policy.Name} needs {Policy.NonceBytes}");
        var token = ChannelToken.Create(response.TokenId, Policy, response.Nonce, nonce, _options.Time.GetTimestamp(), response.Lifetime);
        Id = response.ChannelId;
        ChannelToken? oldest;
        lock (_receiving)
        {
            oldest = _previous;
            _previous = _current;
            _current = token;
        }
        _sender.Use(Id, Mode, token);
        oldest?.Dispose();
    }

    private async Task<T> WithinAsync<T>(Task<T> step, CancellationToken cancellation)
    {
        await WithinAsync((Task)step, cancellation).ConfigureAwait(false);
        return await step.ConfigureAwait(false);
    }

    private async Task WithinAsync(Task step, CancellationToken cancellation)
    {
        try
        {
            var first = await Task.WhenAny(step, _ended.Task).WaitAsync(_options.OpenTimeout, _options.Time, cancellation).ConfigureAwait(false);
            if (first != step)
            {
                var reason = await _ended.Task.ConfigureAwait(false);
                throw new UaException(reason.Status, reason.Message, reason);
            }
            await step.ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw new UaException(StatusCodes.BadTimeout, $"{Peer}: the server accepted the connection, but did not answer within {_options.OpenTimeout.TotalMilliseconds:0} ms", late);
        }
    }

    private async Task RenewAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var token = _current!;
                await Task.Delay(token.Lifetime * RenewAt, _options.Time, cancellation).ConfigureAwait(false);
                while (!await TryRenewAsync(cancellation).ConfigureAwait(false))
                {
                    if (_options.Time.GetElapsedTime(token.CreatedAt) > token.Lifetime)
                    {
                        End(new UaException(StatusCodes.BadSecureChannelClosed, "the server did not renew the channel's token"));
                        return;
                    }
                    await Task.Delay(token.Lifetime * 0.05, _options.Time, cancellation).ConfigureAwait(false);
                }
                Renewals++;
            }
        }
        catch (OperationCanceledException)
        {
            // The channel has ended: nothing is left to renew.
        }
    }

    private async Task<bool> TryRenewAsync(CancellationToken cancellation)
    {
        try
        {
            await ObtainTokenAsync(isRenewal: true, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception failed) when (failed is UaException or ObjectDisposedException)
        {
            // Tried again while the token lives; after that the channel ends with a reason of its own.
            return false;
        }
    }

    private void Received(ReadOnlySpan<byte> bytes)
    {
        lock (_receiving)
        {
            try
            {
                while (Volatile.Read(ref _closed) == 0 && _reader.Next(ref bytes, out var chunk))
                    TakeChunk(chunk);
            }
            catch (UaException fault)
            {
                using var writer = new UaWriter(256);
                new TransportError(fault.Status, fault.Message).Write(writer);
                _transport.Send(writer.Written);
                End(fault);
            }
        }
    }

    private void TakeChunk(ReadOnlySpan<byte> chunk)
    {
        switch ((ChunkType)(BinaryPrimitives.ReadInt32LittleEndian(chunk) & 0xFF_FFFF))
        {
            case ChunkType.Message when _current is not null:
                TakeMessage(chunk);
                break;
            case ChunkType.Acknowledge when !_acknowledged.Task.IsCompleted:
                var other = TransportHello.Read(chunk, withUrl: false);
                _sender.Agree(_options.Limits, other);
                _acknowledged.TrySetResult();
                break;
            case ChunkType.ReverseHello when _called is { Task.IsCompleted: false } called:
                called.TrySetResult(TransportReverseHello.Read(chunk));
                break;
            case ChunkType.Open when _opening is { } opening:
                TakeOpen(chunk, opening);
                break;
            case ChunkType.Error:
                var error = TransportError.Read(chunk[ChunkHeader.Bytes..]);
                End(new UaException(error.Status, $"{Peer}: the server closed the connection: {error.Reason}"));
                break;
            default:
                throw new UaException(StatusCodes.BadTcpMessageTypeInvalid, $"{Peer}: the server sent a message that does not belong here");
        }
    }

    private void TakeOpen(ReadOnlySpan<byte> bytes, (uint RequestId, TaskCompletionSource<OpenResponse> Answer) opening)
    {
        var chunk = OpenChunk.Read(bytes);
        if (SecurityPolicy.Find(chunk.PolicyUri) != Policy)
            throw new UaException(StatusCodes.BadSecurityPolicyRejected, "the server answers with another security policy than it was asked for");
        if (_server is not null && !chunk.SenderChain.StartsWith(_server.Leaf))
            throw new UaException(StatusCodes.BadCertificateInvalid, "the server answers with another certificate than its endpoint names");
        var body = chunk.Open(Policy, _options.Identity, _server, out var number, out var requestId);
        _receiver.AcceptNumber(number);
        // The answer to a renewal that was given up: its nonce is not the one that is waited for.
        if (requestId != opening.RequestId)
            return;
        _opening = null;
        try
        {
            opening.Answer.TrySetResult(OpenResponse.Read(body));
        }
        catch (UaException refused)
        {
            opening.Answer.TrySetException(refused);
        }
    }

    private void TakeMessage(ReadOnlySpan<byte> chunk)
    {
        var token = TokenOf(chunk);
        switch (_receiver.Accept(chunk, token, Mode, out var requestId, out var body))
        {
            case ReceiveOutcome.Complete:
                _pending.Complete(requestId, body);
                _receiver.Release();
                break;
            case ReceiveOutcome.Aborted:
                var error = TransportError.Read(body);
                _pending.Fail(requestId, new UaException(error.Status, $"the server gave its answer up: {error.Reason}"));
                break;
        }
    }

    private ChannelToken TokenOf(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < ChunkHeader.MessageHeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(chunk[8..]) != Id)
            throw new UaException(StatusCodes.BadTcpSecureChannelUnknown, "the server sent a message of another channel");
        var id = BinaryPrimitives.ReadUInt32LittleEndian(chunk[12..]);
        if (id == _current!.Id)
            return _current;
        return _previous is not null && id == _previous.Id
            ? _previous
            : throw new UaException(StatusCodes.BadSecureChannelTokenUnknown, $"the server used token {id}, which is none of this channel's");
    }

    private void End(UaException reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        _closing.Cancel();
        _queue.Close();
        _sender.Stop();
        _ = _transport.DisposeAsync().AsTask();
        _ended.TrySetResult(reason);
        _pending.End(reason);
        _pending.Dispose();
        // Elsewhere, because this may run while a chunk is being read.
        ThreadPool.UnsafeQueueUserWorkItem(static channel => channel.Free(), this, preferLocal: false);
    }

    private void Free()
    {
        lock (_receiving)
        {
            _reader.Free();
            _receiver.Free();
            _previous?.Dispose();
            _current?.Dispose();
            _server?.Dispose();
        }
        _writers.Dispose();
        _closing.Dispose();
    }

    private sealed class Receiver(ClientChannel owner) : ITransportReceiver
    {
        public void OnReceived(ReadOnlySpan<byte> bytes) => owner.Received(bytes);

        public void OnDrained() => owner._queue.Drain();

        public void OnClosed(Exception? cause) => owner.End(cause is null
            ? new UaException(StatusCodes.BadConnectionClosed, $"{owner.Peer}: the server closed the connection")
            : new UaException(StatusCodes.BadConnectionClosed, $"{owner.Peer}: the connection broke: {cause.Message}", cause));
    }
}
