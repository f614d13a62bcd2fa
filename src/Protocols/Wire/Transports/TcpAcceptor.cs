using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Millwright.Wire.Transports;

/// <summary>Listens for TCP connections, on a loop where there is one.</summary>
public sealed class TcpAcceptor : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly IoLoop? _loop;
    private readonly Action<Socket> _accepted;
    private readonly Handler? _handler;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting = Task.CompletedTask;

    /// <summary>Binds and begins to accept; <paramref name="accepted"/> owns each socket it is given and must not block.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public TcpAcceptor(IPEndPoint endPoint, IoLoop? loop, Action<Socket> accepted, int backlog = 512)
    {
        _loop = loop;
        _accepted = accepted;
        _listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(endPoint);
            _listener.Listen(backlog);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
        LocalEndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        if (loop is null)
        {
            _accepting = AcceptAsync(_closing.Token);
            return;
        }
        _listener.Blocking = false;
        _handler = new Handler(this);
        loop.Attach(_handler, read: true, write: false);
    }

    /// <summary>Where it listens, with the port the system chose when 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        if (_handler is not null)
            _loop!.Detach(_handler);
        await _closing.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        _closing.Dispose();
    }

    private void AcceptReady()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                // Nothing left to accept, or a peer that gave up between its call and ours.
                return;
            }
            Offer(socket);
            try
            {
                // Asking first is cheaper than the exception that an empty queue would throw.
                if (!_listener.Poll(0, SelectMode.SelectRead))
                    return;
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AcceptAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                continue;
            }
            Offer(socket);
        }
    }

    private void Offer(Socket socket)
    {
        try
        {
            SocketSetup.ForRequests(socket, SocketSetup.KeepAliveSeconds);
        }
        catch (SocketException)
        {
            // The peer has gone already.
            socket.Dispose();
            return;
        }
        _accepted(socket);
    }

    private sealed class Handler(TcpAcceptor owner) : LoopHandler
    {
        public override SafeHandle Handle => owner._listener.SafeHandle;

        public override void OnReady(uint events) => owner.AcceptReady();
    }
}
