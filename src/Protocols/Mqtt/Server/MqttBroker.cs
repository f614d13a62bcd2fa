using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Millwright.Mqtt.Access;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;
using Millwright.Mqtt.WebSockets;
using Millwright.Wire.Transports;

namespace Millwright.Mqtt.Server;

/// <summary>An MQTT 3.1.1 and 5 broker. Start it, then open its listeners.</summary>
public sealed partial class MqttBroker : IAsyncDisposable
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly BrokerEngine _engine;
    private readonly List<IAsyncDisposable> _listeners = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Action _turnEnded;
    private int _handshakes;

    /// <exception cref="ArgumentException">A limit is out of range; the message names it.</exception>
    public MqttBroker(MqttBrokerOptions options)
    {
        options.Validate();
        Options = options;
        _engine = new BrokerEngine(options);
        _turnEnded = _engine.EndTurnLocked;
        options.Loop?.AddTurnEnd(_turnEnded);
    }

    public MqttBrokerOptions Options { get; }

    public MqttBrokerStatistics Statistics
    {
        get
        {
            lock (_engine.Gate)
                return _engine.Statistics();
        }
    }

    /// <summary>Whether the store failed, after which nobody is served.</summary>
    public bool IsFailed => _engine.IsFailed;

    /// <summary>Reads what the store kept. To be called once, before any listener.</summary>
    public async Task StartAsync(CancellationToken cancellation) =>
        _engine.Restore(await Options.Store.RestoreAsync(cancellation).ConfigureAwait(false));

    /// <summary>Listens for plain TCP.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public IPEndPoint ListenTcp(IPEndPoint endPoint, string name = "tcp")
    {
        var listener = new TransportListener(endPoint, Options.Loop, transport => Adopt(transport, null, name, Options.Loop is not null));
        _listeners.Add(listener);
        return listener.LocalEndPoint;
    }

    /// <summary>Listens for TLS. Whether a client certificate is required, and which ones are trusted, is the caller's in <paramref name="tls"/>.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public IPEndPoint ListenTls(IPEndPoint endPoint, SslServerAuthenticationOptions tls, string name = "tls") =>
        Listen(endPoint, socket => Handshake(() => AdoptTlsAsync(socket, tls, name, webSocket: false), socket));

    /// <summary>Listens for WebSocket with the sub-protocol <c>mqtt</c>, over TLS when <paramref name="tls"/> is given.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public IPEndPoint ListenWebSocket(IPEndPoint endPoint, SslServerAuthenticationOptions? tls = null, string name = "websocket") =>
        Listen(endPoint, socket => Handshake(
            () => tls is null ? AdoptWebSocketAsync(new NetworkStream(socket, ownsSocket: true), PeerOf(socket), null, name) : AdoptTlsAsync(socket, tls, name, webSocket: true), socket));

    /// <summary>Serves a client on a stream that carries MQTT packets already, such as one over a web server's WebSocket. The broker owns the stream from here on.</summary>
    /// <param name="stream">Both directions.</param>
    /// <param name="peer">Names the client in messages.</param>
    /// <param name="certificate">The certificate it proved; null without.</param>
    /// <param name="name">The listener's name for the authenticator.</param>
    public void Attach(Stream stream, string peer, X509Certificate2? certificate = null, string name = "stream") =>
        Adopt(new StreamTransport(stream, peer), certificate, name, onLoop: false);

    /// <summary>Publishes as the broker itself. Completes when what must be durable is.</summary>
    /// <exception cref="ArgumentException">The topic is no topic name, or has too many levels.</exception>
    /// <exception cref="IOException">The store failed.</exception>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, MqttQos qos = MqttQos.AtMostOnce, bool retain = false, PropertyBuilder? properties = null)
    {
        var name = Utf8Text.ToBytes(topic);
        if (!TopicNames.IsValid(name) || TopicNames.Levels(name) > Options.MaxTopicLevels)
            throw new ArgumentException($"'{topic}' is no topic name of at most {Options.MaxTopicLevels} levels.", nameof(topic));
        lock (_engine.Gate)
        {
            long position = 0;
            _engine.Router.PublishKept(new StoredMessage(_engine.NextId(), name, payload.ToArray(), properties is null ? [] : properties.Encoded.ToArray(), qos, retain, 0), ref position);
            var durable = _engine.Commits.WaitAsync(position);
            _engine.EndTurn();
            return durable;
        }
    }

    /// <summary>Access rules changed: remembered answers are asked for anew. Subscriptions that are no longer allowed end, and their clients are disconnected.</summary>
    /// <returns>How many subscriptions ended.</returns>
    public int AccessChanged()
    {
        lock (_engine.Gate)
        {
            _engine.AccessEpoch++;
            var ended = 0;
            foreach (var session in _engine.Sessions.All.ToList())
            {
                var refused = _engine.Revise(session);
                if (refused > 0)
                    session.Owner?.Disconnect(MqttReasonCode.NotAuthorized);
                ended += refused;
            }
            _engine.EndTurn();
            return ended;
        }
    }

    /// <summary>Disconnects all clients of some identities. Their sessions stay.</summary>
    public void DisconnectAll(Func<MqttIdentity, bool> isMeant)
    {
        lock (_engine.Gate)
        {
            foreach (var session in _engine.Sessions.All.Where(s => s.Owner is not null && isMeant(s.Identity)).ToList())
                session.Owner?.Disconnect(MqttReasonCode.NotAuthorized);
            _engine.EndTurn();
        }
    }

    /// <summary>Disconnects a client, to another server if one is named (MQTT 5 only). False when it is not connected.</summary>
    public bool Disconnect(string clientId, MqttReasonCode code = MqttReasonCode.AdministrativeAction, string? serverReference = null)
    {
        lock (_engine.Gate)
        {
            if (_engine.Sessions.Find(clientId)?.Owner is not { } connection)
                return false;
            connection.Disconnect(code, serverReference);
            _engine.EndTurn();
            return true;
        }
    }

    /// <summary>Disconnects a client and forgets its session. False when it has none.</summary>
    public bool EndSession(string clientId)
    {
        lock (_engine.Gate)
        {
            if (_engine.Sessions.Find(clientId) is not { } session)
                return false;
            session.Owner?.Disconnect(MqttReasonCode.AdministrativeAction);
            _engine.Sessions.End(session);
            _engine.EndTurn();
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        foreach (var listener in _listeners)
            await listener.DisposeAsync().ConfigureAwait(false);
        _engine.Stop();
        _engine.Dispose();
        Options.Loop?.RemoveTurnEnd(_turnEnded);
    }

    private static string PeerOf(Socket socket) => socket.RemoteEndPoint?.ToString() ?? "unconnected";

    private IPEndPoint Listen(IPEndPoint endPoint, Action<Socket> accepted)
    {
        var acceptor = new TcpAcceptor(endPoint, null, accepted);
        _listeners.Add(acceptor);
        return acceptor.LocalEndPoint;
    }

    private void Adopt(Transport transport, X509Certificate2? certificate, string name, bool onLoop)
    {
        var connection = new BrokerConnection(_engine, transport, certificate, name, onLoop);
        lock (_engine.Gate)
        {
            if (_engine.Add(connection))
            {
                connection.Start();
                return;
            }
        }
        _ = transport.DisposeAsync().AsTask();
    }

    private void Handshake(Func<Task> adopt, Socket socket)
    {
        // Handshakes count as connections: half open ones must not be free.
        if (Interlocked.Increment(ref _handshakes) > Options.MaxConnections)
        {
            Interlocked.Decrement(ref _handshakes);
            lock (_engine.Gate)
                _engine.Counters.Refuse(RefuseCause.TooManyConnections);
            socket.Dispose();
            return;
        }
        _ = RunAsync();

        async Task RunAsync()
        {
            try
            {
                await adopt().ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is IOException or TimeoutException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                lock (_engine.Gate)
                    _engine.Counters.Refuse(RefuseCause.NotAuthenticated);
                Options.Report?.Invoke($"a client was refused before CONNECT: {failure.Message}");
                socket.Dispose();
            }
            finally
            {
                Interlocked.Decrement(ref _handshakes);
            }
        }
    }

    private async Task AdoptTlsAsync(Socket socket, SslServerAuthenticationOptions tls, string name, bool webSocket)
    {
        var peer = PeerOf(socket);
        var stream = await TlsTransport.AcceptAsync(socket, tls, HandshakeTimeout, Options.Time, _closing.Token).ConfigureAwait(false);
        var certificate = stream.RemoteCertificate is { } remote ? remote as X509Certificate2 ?? X509CertificateLoader.LoadCertificate(remote.GetRawCertData()) : null;
        if (webSocket)
            await AdoptWebSocketAsync(stream, peer, certificate, name).ConfigureAwait(false);
        else
            Adopt(new StreamTransport(stream, peer), certificate, name, onLoop: false);
    }

    private async Task AdoptWebSocketAsync(Stream stream, string peer, X509Certificate2? certificate, string name)
    {
        var webSocket = await WebSocketHandshake.AcceptAsync(stream, peer, HandshakeTimeout, Options.Time, _closing.Token).ConfigureAwait(false);
        Adopt(new StreamTransport(webSocket, peer), certificate, name, onLoop: false);
    }
}
