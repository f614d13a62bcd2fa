using System.Net;
using System.Net.Sockets;

namespace Millwright.Wire.Transports;

/// <summary>A connected TCP or UDP socket on an <see cref="IoLoop"/>.</summary>
internal sealed class SocketTransport : LoopTransport
{
    private readonly Socket _socket;
    private readonly bool _datagrams;

    public SocketTransport(IoLoop loop, Socket socket)
        : base(loop, socket.SafeHandle)
    {
        _socket = socket;
        _datagrams = socket.SocketType == SocketType.Dgram;
        socket.Blocking = false;
        Peer = socket.RemoteEndPoint?.ToString() ?? "unconnected";
    }

    public override string Peer { get; }

    public override bool IsDatagram => _datagrams;

    public EndPoint? LocalEndPoint => _socket.LocalEndPoint;

    protected override int Read(Span<byte> buffer)
    {
        var count = _socket.Receive(buffer, SocketFlags.None, out var error);
        if (error == SocketError.Success)
            return count > 0 || !_datagrams ? count : -1;
        // "Connection refused" on a datagram socket says that one datagram was lost, not that the line is.
        if (error is SocketError.WouldBlock or SocketError.Interrupted || _datagrams)
            return -1;
        throw new IOException($"{Peer}: {error}", new SocketException((int)error));
    }

    protected override int Write(ReadOnlySpan<byte> bytes)
    {
        var count = _socket.Send(bytes, SocketFlags.None, out var error);
        if (error == SocketError.Success)
            return count;
        if (_datagrams)
            return bytes.Length;
        if (error is SocketError.WouldBlock or SocketError.Interrupted)
            return -1;
        throw new IOException($"{Peer}: {error}", new SocketException((int)error));
    }

    protected override void EndWriting()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The far side has gone already; reading reports it.
        }
    }

    protected override void CloseHandle() => _socket.Dispose();
}
