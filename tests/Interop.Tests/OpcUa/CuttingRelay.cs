using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>Passes connections on until they are cut; new ones pass again.</summary>
internal sealed class CuttingRelay : IDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Lock _lock = new();
    private readonly List<Socket> _sockets = [];
    private readonly int _target;

    public CuttingRelay(string url)
    {
        _target = new Uri(url).Port;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = RunAsync();
    }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"opc.tcp://localhost:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    public void Cut()
    {
        lock (_lock)
        {
            _sockets.ForEach(static socket => socket.Dispose());
            _sockets.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await server.ConnectAsync(IPAddress.Loopback, _target);
                lock (_lock)
                    _sockets.AddRange([client, server]);
                _ = PassAsync(client, server);
                _ = PassAsync(server, client);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The relay was disposed.
            return;
        }
    }

    private static async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[65_536];
        try
        {
            for (var count = await from.ReceiveAsync(buffer); count > 0; count = await from.ReceiveAsync(buffer))
                await to.SendAsync(buffer.AsMemory(0, count));
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
        to.Dispose();
    }
}
