using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Millwright.Modbus.Framing;
using Millwright.Wire.Serial;
using Millwright.Wire.Transports;

namespace Millwright.Modbus.Server;

/// <summary>
/// Answers Modbus on any number of TCP, UDP, TLS and serial lines, with one <see cref="ModbusDevice"/> for each unit id.
/// Serving allocates nothing in the steady state.
/// </summary>
public sealed class ModbusServer : IAsyncDisposable
{
    private readonly ModbusServerOptions _options;
    private readonly IoLoop? _loop;
    private readonly bool _ownsLoop;
    private readonly UnitSlot?[] _units = new UnitSlot?[256];
    private readonly RequestHandler _handler;
    private readonly ConcurrentDictionary<ModbusServerSession, byte> _sessions = [];
    private readonly ConcurrentBag<IAsyncDisposable> _listeners = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly ITimer? _reaper;
    private int _connections;

    public ModbusServer(ModbusServerOptions? options = null)
    {
        _options = options ?? new ModbusServerOptions();
        _ownsLoop = _options.Loop is null && IoLoop.IsSupported;
        _loop = _ownsLoop ? new IoLoop("modbus-server") : _options.Loop;
        _handler = new RequestHandler(_options, _units, Statistics);
        if (_options.IdleTimeout > TimeSpan.Zero)
            _reaper = _options.Time.CreateTimer(static server => ((ModbusServer)server!).CloseIdle(), this, _options.IdleTimeout / 4, _options.IdleTimeout / 4);
    }

    /// <summary>Counts of everything that happened.</summary>
    public ModbusServerStatistics Statistics { get; } = new();

    /// <summary>Connections open now.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Lets a device answer for a unit id; a device there before is replaced.</summary>
    public ModbusServer Map(byte unit, ModbusDevice device)
    {
        Volatile.Write(ref _units[unit], new UnitSlot(unit, device, new UnitCounters()));
        return this;
    }

    /// <summary>Lets a device answer for every unit id that has none: what most TCP devices do.</summary>
    public ModbusServer MapAll(ModbusDevice device)
    {
        for (var unit = 0; unit < 256; unit++)
        {
            if (Volatile.Read(ref _units[unit]) is null)
                Map((byte)unit, device);
        }
        return this;
    }

    /// <summary>Makes a unit id unknown.</summary>
    public void Unmap(byte unit) => Volatile.Write(ref _units[unit], null);

    /// <summary>Listens for TCP; with <see cref="ModbusFraming.Rtu"/> for RTU over TCP.</summary>
    /// <returns>The end point, with the port the system chose when 0 was asked for.</returns>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public IPEndPoint ListenTcp(IPEndPoint endPoint, ModbusFraming framing = ModbusFraming.Mbap)
    {
        var acceptor = new TcpAcceptor(endPoint, _loop, socket => Accept(socket, framing));
        _listeners.Add(acceptor);
        return acceptor.LocalEndPoint;
    }

    /// <summary>Listens for UDP: one MBAP frame in each datagram.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public IPEndPoint ListenUdp(IPEndPoint endPoint)
    {
        var responder = new UdpResponder(_handler, _options);
        var listener = new UdpListener(endPoint, _loop, responder);
        responder.Listener = listener;
        _listeners.Add(listener);
        return listener.LocalEndPoint;
    }

    /// <summary>
    /// Listens for Modbus/TCP Security. The certificate and how clients' certificates are judged are the caller's; TLS 1.2 is the least,
    /// and a client certificate is demanded (MODBUS/TCP Security 2.1, 5 and 6).
    /// </summary>
    /// <param name="endPoint">Where; the registered port is 802.</param>
    /// <param name="certificate">The server's certificate, with its key.</param>
    /// <param name="isTrusted">Judges the client's certificate; null trusts what the system trusts.</param>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public IPEndPoint ListenTls(IPEndPoint endPoint, X509Certificate2 certificate, RemoteCertificateValidationCallback? isTrusted = null)
    {
        var tls = ModbusSecurity.ServerOptions(certificate, isTrusted);
        var acceptor = new TcpAcceptor(endPoint, null, socket => _ = AcceptTlsAsync(socket, tls));
        _listeners.Add(acceptor);
        return acceptor.LocalEndPoint;
    }

    /// <summary>Answers on a line that is open already, such as a pseudo terminal. The server closes it.</summary>
    public void Serve(Transport line, ModbusFraming framing) =>
        Begin(new ModbusServerSession(line, framing, _handler, Statistics, _options, _options.FrameGap, Ended));

    /// <summary>Answers on a serial port with the silences its speed asks for.</summary>
    /// <exception cref="IOException">The port is missing, in use or does not know the settings.</exception>
    /// <exception cref="PlatformNotSupportedException">Not on Linux.</exception>
    public void ServeSerial(string path, SerialSettings settings, ModbusFraming framing)
    {
        if (_loop is null)
            throw new PlatformNotSupportedException("Serial ports need Linux.");
        var timing = SerialTiming.Of(settings, framing);
        var line = SerialTransport.Open(path, settings, _loop);
        Begin(new ModbusServerSession(line, framing, _handler, Statistics, _options, timing.FrameTimeout, Ended) { ReplyGap = timing.BetweenFrames });
    }

    /// <summary>Closes all connections and serial lines; listeners go on. A simulator's power cycle.</summary>
    public async ValueTask DisconnectAllAsync()
    {
        foreach (var session in _sessions.Keys)
            await session.CloseAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
            return;
        await _closing.CancelAsync().ConfigureAwait(false);
        if (_reaper is not null)
            await _reaper.DisposeAsync().ConfigureAwait(false);
        foreach (var listener in _listeners)
            await listener.DisposeAsync().ConfigureAwait(false);
        await DisconnectAllAsync().ConfigureAwait(false);
        if (_ownsLoop)
            _loop!.Dispose();
        _closing.Dispose();
    }

    private void Accept(Socket socket, ModbusFraming framing)
    {
        if (!Admit(socket))
            return;
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
        Serve(transport, framing);
    }

    private bool Admit(Socket socket)
    {
        if (Connections < _options.MaxConnections && !_closing.IsCancellationRequested)
            return true;
        Statistics.CountRefused();
        socket.Dispose();
        return false;
    }

    private async Task AcceptTlsAsync(Socket socket, SslServerAuthenticationOptions tls)
    {
        if (!Admit(socket))
            return;
        try
        {
            var peer = socket.RemoteEndPoint?.ToString() ?? "unconnected";
            var stream = await TlsTransport.AcceptAsync(socket, tls, _options.HandshakeTimeout, _options.Time, _closing.Token).ConfigureAwait(false);
            var role = stream.RemoteCertificate is X509Certificate2 certificate ? ModbusSecurity.RoleOf(certificate) : null;
            var line = new StreamTransport(stream, peer);
            Begin(new ModbusServerSession(line, ModbusFraming.Mbap, _handler, Statistics, _options, _options.FrameGap, Ended) { Role = role });
        }
        catch (Exception failure) when (failure is IOException or TimeoutException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            Statistics.CountFailedHandshake();
        }
    }

    private void Begin(ModbusServerSession session)
    {
        _sessions[session] = 0;
        Interlocked.Increment(ref _connections);
        if (_closing.IsCancellationRequested)
        {
            _ = session.CloseAsync();
            return;
        }
        session.Start();
    }

    private void Ended(ModbusServerSession session)
    {
        if (_sessions.TryRemove(session, out _))
            Interlocked.Decrement(ref _connections);
    }

    private void CloseIdle()
    {
        foreach (var session in _sessions.Keys)
        {
            if (_options.Time.GetElapsedTime(session.LastHeard) < _options.IdleTimeout || session.IsSerial)
                continue;
            Statistics.CountIdleClosed();
            _ = session.CloseAsync();
        }
    }
}
