using System.Net;
using System.Net.Sockets;

namespace Millwright.Protocols.Tests.OpcUa.Channel;

/// <summary>Passes one connection on, and flips a bit in what the client sends once it is armed.</summary>
internal sealed class FlippingRelay : IDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _sockets = [];
    private readonly int _at;

    public FlippingRelay(IPEndPoint target, int at)
    {
        _at = at;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = RunAsync(target);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public bool Armed { get; set; }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private async Task RunAsync(IPEndPoint target)
    {
        var client = await _listener.AcceptAsync();
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.AddRange([client, server]);
        await server.ConnectAsync(target);
        _ = PassAsync(server, client, flips: false);
        await PassAsync(client, server, flips: true);
    }

    private async Task PassAsync(Socket from, Socket to, bool flips)
    {
        var buffer = new byte[65_536];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer);
                if (count == 0)
                    break;
                if (flips && Armed)
                    buffer[Math.Min(_at, count - 1)] ^= 0x10;
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // One side closed: so does the other.
            to.Dispose();
            return;
        }
        to.Shutdown(SocketShutdown.Send);
    }
}
