using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Millwright.Wire.Transports;

/// <summary>
/// Connects on the loop. The framework's own ConnectAsync would leave the socket registered with its event thread for good,
/// and every later reply would wake that thread as well.
/// </summary>
internal sealed class LoopConnect : LoopHandler
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket _socket;

    private LoopConnect(Socket socket) => _socket = socket;

    public override SafeHandle Handle => _socket.SafeHandle;

    public static async ValueTask ConnectAsync(IoLoop loop, Socket socket, IPEndPoint peer, CancellationToken cancellation)
    {
        socket.Blocking = false;
        try
        {
            socket.Connect(peer);
            return;
        }
        catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // As expected: the handshake is under way.
        }
        var waiting = new LoopConnect(socket);
        loop.Attach(waiting, read: false, write: true);
        try
        {
            await waiting._ready.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            loop.Detach(waiting);
        }
        var error = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error != 0)
            throw new SocketException(error);
    }

    public override void OnReady(uint events) => _ready.TrySetResult();
}
