using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Types;
using Millwright.Wire.Transports;

namespace Millwright.OpcUa.Channel;

/// <summary>Takes secure channels on any number of TCP ports and hands their requests to one handler.</summary>
public sealed class ChannelListener : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly IoLoop? _loop;
    private readonly bool _ownsLoop;
    private readonly ConcurrentDictionary<uint, ServerChannel> _channels = new();
    private readonly ConcurrentBag<TcpAcceptor> _acceptors = [];
    private readonly ITimer _sweeper;
    private ChannelIdentity? _identity;
    private long _recheckedAt;
    private uint _lastId = (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);
    private int _sweeping;
    private volatile bool _closing;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ChannelListener(ChannelListenerOptions options, IChannelHandler handler)
    {
        options.Validate();
        Options = options;
        Handler = handler;
        _identity = options.Identity;
        _ownsLoop = options.Loop is null && IoLoop.IsSupported;
        _loop = _ownsLoop ? new IoLoop("opcua-server") : options.Loop;
        Writers = new WriterPool((int)Math.Min(options.Limits.MaxQueuedBytes, int.MaxValue));
        Unfinished = new ByteBudget(options.MaxUnfinishedBytes);
        UnfinishedWithoutSession = new ByteBudget(options.MaxUnfinishedBytesWithoutSession);
        _recheckedAt = options.Time.GetTimestamp();
        _sweeper = options.Time.CreateTimer(static listener => ((ChannelListener)listener!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>Counts of everything that happened.</summary>
    public ChannelStatistics Statistics { get; } = new();

    /// <summary>Connections open now.</summary>
    public int Connections => _channels.Count;

    /// <summary>The channels, open or being opened.</summary>
    public IEnumerable<ServerChannel> Channels => _channels.Values;

    /// <summary>The server's certificate for channels opened from now on; open ones keep theirs until they end.</summary>
    public ChannelIdentity? Identity
    {
        get => Volatile.Read(ref _identity);
        set => Volatile.Write(ref _identity, value);
    }

    internal ChannelListenerOptions Options { get; }

    internal IChannelHandler Handler { get; }

    internal WriterPool Writers { get; }

    /// <summary>Room for messages that are not complete, of channels with a session.</summary>
    internal ByteBudget Unfinished { get; }

    /// <summary>Room for messages that are not complete, of all others: strangers take nothing from those who are in.</summary>
    internal ByteBudget UnfinishedWithoutSession { get; }

    /// <summary>How many channels are opened at once: more would take the thread pool from those that are open.</summary>
    internal SemaphoreSlim OpenGate { get; } = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Listens on one more port.</summary>
    /// <returns>The end point, with the port the system chose when 0 was asked for.</returns>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public IPEndPoint Listen(IPEndPoint endPoint)
    {
        var acceptor = new TcpAcceptor(endPoint, _loop, Accept);
        _acceptors.Add(acceptor);
        return acceptor.LocalEndPoint;
    }

    /// <summary>Connects to a client that waits for its servers (reverse connect, OPC 10000-6, 7.1.3); the client opens the channel from there.</summary>
    /// <param name="host">Where the client listens.</param>
    /// <param name="port">Its port.</param>
    /// <param name="serverUri">This server's application URI.</param>
    /// <param name="endpointUrl">The endpoint URL that the client shall use.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="IOException">Refused, unreachable, unknown name.</exception>
    /// <exception cref="TimeoutException">Not connected in time.</exception>
    public async Task<ServerChannel> ConnectReverseAsync(string host, int port, string serverUri, string endpointUrl, CancellationToken cancellation)
    {
        var tcp = new TcpOptions { Loop = _loop, Time = Options.Time, ConnectTimeout = Options.OpenTimeout };
        var transport = await TcpTransport.ConnectAsync(host, port, tcp, cancellation).ConfigureAwait(false);
        var channel = Begin(transport);
        channel.SendReverseHello(serverUri, endpointUrl);
        return channel;
    }

    public async ValueTask DisposeAsync()
    {
        if (_closing)
            return;
        _closing = true;
        await _sweeper.DisposeAsync().ConfigureAwait(false);
        foreach (var acceptor in _acceptors)
            await acceptor.DisposeAsync().ConfigureAwait(false);
        foreach (var channel in _channels.Values)
            channel.Close(StatusCodes.BadServerHalted, "the server stops");
        if (_ownsLoop)
            _loop!.Dispose();
        Writers.Dispose();
    }

    internal void Ended(ServerChannel channel, StatusCode reason)
    {
        if (_channels.TryRemove(channel.Id, out _) && channel.WasOpened)
            Handler.OnClosed(channel, reason);
    }

    private void Accept(Socket socket)
    {
        if (_closing || !MakeRoom())
        {
            Statistics.CountRefused();
            Refuse(socket);
            return;
        }
        Transport transport;
        try
        {
            transport = TcpTransport.Wrap(socket, _loop);
        }
        catch (SocketException)
        {
            // The peer left between connecting and being served.
            socket.Dispose();
            return;
        }
        Begin(transport);
    }

    private ServerChannel Begin(Transport transport)
    {
        Statistics.CountAccepted();
        var channel = new ServerChannel(this, transport, NextId());
        _channels[channel.Id] = channel;
        channel.Start();
        return channel;
    }

    private uint NextId()
    {
        uint id;
        do
            id = Interlocked.Increment(ref _lastId);
        while (id == 0 || _channels.ContainsKey(id));
        return id;
    }

    /// <summary>A channel without a session makes room for a new one, the oldest first (OPC 10000-4, 5.5.2).</summary>
    private bool MakeRoom()
    {
        if (_channels.Count < Options.MaxConnections)
            return true;
        var oldest = _channels.Values.Where(channel => !channel.HasSession).MinBy(channel => channel.AcceptedAt);
        if (oldest is null)
            return false;
        oldest.Close(StatusCodes.BadSecureChannelClosed, "the server made room for another client; this channel had no session");
        return true;
    }

    private static void Refuse(Socket socket)
    {
        try
        {
            using var writer = new UaWriter(256);
            new TransportError(StatusCodes.BadTcpNotEnoughResources, "the server has as many connections as it takes").Write(writer);
            socket.Blocking = false;
            socket.Send(writer.Written, SocketFlags.None, out _);
        }
        finally
        {
            socket.Dispose();
        }
    }

    private void Sweep()
    {
        if (Interlocked.Exchange(ref _sweeping, 1) != 0)
            return;
        try
        {
            foreach (var channel in _channels.Values)
            {
                if (!channel.IsOpen && Options.Time.GetElapsedTime(channel.AcceptedAt) > Options.OpenTimeout)
                    TimeOut(channel, StatusCodes.BadTimeout, "no channel was opened in time");
                else if (channel.IsExpired())
                    TimeOut(channel, StatusCodes.BadSecureChannelClosed, "the channel's token expired and was not renewed");
            }
            if (Options.Guard is { } guard && Options.Time.GetElapsedTime(_recheckedAt) >= Options.RecheckInterval)
            {
                _recheckedAt = Options.Time.GetTimestamp();
                Recheck(guard);
            }
        }
        finally
        {
            Volatile.Write(ref _sweeping, 0);
        }
    }

    private void TimeOut(ServerChannel channel, StatusCode status, string reason)
    {
        Statistics.CountTimedOut();
        channel.Close(status, reason);
    }

    private void Recheck(ICertificateGuard guard)
    {
        var verdicts = new Dictionary<string, CertificateVerdict>(StringComparer.Ordinal);
        foreach (var channel in _channels.Values)
        {
            if (channel.ClientCertificate is not { } certificate)
                continue;
            var name = CertificateValidator.Fingerprint(certificate.Certificate);
            if (!verdicts.TryGetValue(name, out var verdict))
            {
                var expected = new CertificateExpectations { Role = PeerRole.Client, Peer = channel.Peer };
                verdicts[name] = verdict = guard.Judge(certificate.Chain, expected);
            }
            if (verdict.IsTrusted)
                continue;
            Handler.OnRejected(channel.Peer, verdict.Status, verdict.Message);
            channel.Close(verdict.StatusForPeer, "the server does not accept the client's certificate any more");
        }
    }
}
