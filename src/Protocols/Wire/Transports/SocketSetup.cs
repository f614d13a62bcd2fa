using System.Net.Sockets;

namespace Millwright.Wire.Transports;

internal static class SocketSetup
{
    /// <summary>Silence of an accepted connection before the operating system probes it.</summary>
    public const int KeepAliveSeconds = 15;

    /// <summary>Small requests and prompt replies: no delay, and a dead peer is noticed.</summary>
    public static void ForRequests(Socket socket, int keepAliveSeconds)
    {
        socket.NoDelay = true;
        if (keepAliveSeconds <= 0)
            return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, keepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }
}
