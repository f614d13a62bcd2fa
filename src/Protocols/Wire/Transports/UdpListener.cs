using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Millwright.Wire.Transports;

/// <summary>A UDP port that many peers write to. Receiving and answering allocate nothing.</summary>
public sealed class UdpListener : IAsyncDisposable
{
    private const int MaxDatagramBytes = 65_535;

    private readonly Socket _socket;
    private readonly IoLoop? _loop;
    private readonly IDatagramReceiver _receiver;
    private readonly Handler? _handler;
    private readonly SocketAddress _from;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _receiving = Task.CompletedTask;

    /// <summary>Binds and begins to receive.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public UdpListener(IPEndPoint endPoint, IoLoop? loop, IDatagramReceiver receiver)
    {
        _loop = loop;
        _receiver = receiver;
        _from = new SocketAddress(endPoint.AddressFamily);
        _socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Bind(endPoint);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        if (loop is null)
        {
            _receiving = ReceiveAsync(_closing.Token);
            return;
        }
        _socket.Blocking = false;
        _handler = new Handler(this);
        loop.Attach(_handler, read: true, write: false);
    }

    /// <summary>Where it listens, with the port the system chose when 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Sends one datagram. False when the system did not take it; datagrams may be lost anyway.</summary>
    public bool SendTo(ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        try
        {
            return _socket.SendTo(datagram, SocketFlags.None, to) == datagram.Length;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_handler is not null)
            _loop!.Detach(_handler);
        await _closing.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _receiving.ConfigureAwait(false);
        _closing.Dispose();
    }

    private void ReceiveReady()
    {
        try
        {
            var count = _socket.ReceiveFrom(_loop!.ReceiveBuffer, SocketFlags.None, _from);
            _receiver.OnDatagram(_loop.ReceiveBuffer.AsSpan(0, count), _from);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // A lost datagram reported late, or the listener is closing: nothing to answer.
            return;
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(MaxDatagramBytes);
        while (!cancellation.IsCancellationRequested)
        {
            int count;
            try
            {
                count = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, _from, cancellation).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                continue;
            }
            _receiver.OnDatagram(buffer.AsSpan(0, count), _from);
        }
    }

    private sealed class Handler(UdpListener owner) : LoopHandler
    {
        public override SafeHandle Handle => owner._socket.SafeHandle;

        public override void OnReady(uint events) => owner.ReceiveReady();
    }
}
