using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Millwright.Wire.Transports;

/// <summary>
/// Listens for TCP connections and hands them over as transports. On a loop a connection costs one system call to accept and one to watch:
/// what it is set up with it inherits from the listener.
/// </summary>
public sealed class TransportListener : IAsyncDisposable
{
    // The kernel cuts it to net.core.somaxconn. A storm of reconnects waits here instead of being turned away.
    private const int Backlog = 4096;

    // Who is connected already is served between so many newcomers.
    private const int MaxAcceptsPerTurn = 64;

    private static readonly TimeSpan RestWithoutDescriptors = TimeSpan.FromMilliseconds(100);

    private readonly Action<Transport> _accepted;
    private readonly IoLoop? _loop;
    private readonly Socket? _listener;
    private readonly Handler? _handler;
    private readonly TcpAcceptor? _acceptor;

    /// <summary>Binds and begins to accept; <paramref name="accepted"/> owns each transport it is given and must not block.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public TransportListener(IPEndPoint endPoint, IoLoop? loop, Action<Transport> accepted)
    {
        _accepted = accepted;
        _loop = loop;
        if (loop is null)
        {
            _acceptor = new TcpAcceptor(endPoint, null, socket => accepted(TcpTransport.Wrap(socket, null)), Backlog);
            LocalEndPoint = _acceptor.LocalEndPoint;
            return;
        }
        _listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            SocketSetup.ForRequests(_listener, SocketSetup.KeepAliveSeconds);
            _listener.Bind(endPoint);
            _listener.Listen(Backlog);
            _listener.Blocking = false;
            LocalEndPoint = (IPEndPoint)_listener.LocalEndPoint!;
            _handler = new Handler(this, _listener.SafeHandle);
            loop.Attach(_handler, read: true, write: false);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
    }

    /// <summary>Where it listens, with the port the system chose when 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        if (_acceptor is not null)
            await _acceptor.DisposeAsync().ConfigureAwait(false);
        if (_handler is not null)
            _loop!.Detach(_handler);
        _listener?.Dispose();
    }

    private void AcceptReady()
    {
        Span<byte> address = stackalloc byte[PeerAddress.MaxBytes];
        for (var i = 0; i < MaxAcceptsPerTurn; i++)
        {
            var bytes = address.Length;
            int socket;
            try
            {
                socket = LinuxPoll.Accept(_handler!.Handle, ref address[0], ref bytes, LinuxPoll.NonBlocking | LinuxPoll.CloseOnExec);
            }
            catch (ObjectDisposedException)
            {
                // The owner ended the listener between the event and the call.
                return;
            }
            if (socket < 0)
            {
                // Nobody left to accept, or a peer that gave up between its call and ours. Where the process has no descriptor left, who waits would
                // be told of again at once, over and over, and cost those who are served their turn.
                if (Marshal.GetLastPInvokeError() is LinuxPoll.ErrorTooManyFiles or LinuxPoll.ErrorTooManyFilesOfAll)
                    _ = RestAsync();
                return;
            }
            _accepted(new AcceptedTransport(_loop!, new Descriptor(socket), new PeerAddress(address)));
        }
    }

    private async Task RestAsync()
    {
        _loop!.SetInterest(_handler!, read: false, write: false);
        await Task.Delay(RestWithoutDescriptors, TimeProvider.System).ConfigureAwait(false);
        _loop.SetInterest(_handler!, read: true, write: false);
    }

    private sealed class Handler(TransportListener owner, SafeHandle handle) : LoopHandler
    {
        public override SafeHandle Handle => handle;

        public override void OnReady(uint events) => owner.AcceptReady();
    }
}
