using System.Net;
using System.Net.Sockets;

namespace Millwright.Wire.Transports;

/// <summary>Opens TCP and connected UDP transports.</summary>
public static class TcpTransport
{
    /// <summary>Connects, trying each address of the name in turn.</summary>
    /// <exception cref="IOException">Refused, unreachable, unknown name.</exception>
    /// <exception cref="TimeoutException">Not connected within <see cref="TcpOptions.ConnectTimeout"/>.</exception>
    public static async ValueTask<Transport> ConnectAsync(string host, int port, TcpOptions options, CancellationToken cancellation)
    {
        var socket = await ConnectSocketAsync(host, port, options, cancellation).ConfigureAwait(false);
        return Wrap(socket, options.Loop);
    }

    /// <summary>A transport over a socket that is connected already, such as an accepted one. The transport owns it from here on.</summary>
    public static Transport Wrap(Socket socket, IoLoop? loop) =>
        loop is null
            ? new StreamTransport(new NetworkStream(socket, ownsSocket: true), socket.RemoteEndPoint?.ToString() ?? "unconnected")
            : new SocketTransport(loop, socket);

    /// <summary>A UDP socket bound to one peer: each send is a datagram, each receive is one. Lost datagrams are the caller's to notice.</summary>
    /// <exception cref="IOException">The name is unknown or no local socket could be had.</exception>
    public static async ValueTask<Transport> OpenUdpAsync(string host, int port, TcpOptions options, CancellationToken cancellation)
    {
        var addresses = await ResolveAsync(host, cancellation).ConfigureAwait(false);
        var socket = new Socket(addresses[0].AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Connect(new IPEndPoint(addresses[0], port));
            return Wrap(socket, options.Loop);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new IOException($"{host}:{port}: {failure.Message}", failure);
        }
    }

    internal static async ValueTask<Socket> ConnectSocketAsync(string host, int port, TcpOptions options, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = options.Time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), limit, options.ConnectTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            var addresses = await ResolveAsync(host, limit.Token).ConfigureAwait(false);
            SocketException? last = null;
            foreach (var address in addresses)
            {
                var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    SocketSetup.ForRequests(socket, options.KeepAliveSeconds);
                    if (options.Loop is null)
                        await socket.ConnectAsync(new IPEndPoint(address, port), limit.Token).ConfigureAwait(false);
                    else
                        await LoopConnect.ConnectAsync(options.Loop, socket, new IPEndPoint(address, port), limit.Token).ConfigureAwait(false);
                    return socket;
                }
                catch (SocketException failure)
                {
                    socket.Dispose();
                    last = failure;
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            }
            throw new IOException($"{host}:{port}: {last!.Message}", last);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"{host}:{port}: no connection within {options.ConnectTimeout.TotalMilliseconds:0} ms");
        }
    }

    private static async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
            return addresses.Length > 0 ? addresses : throw new IOException($"{host}: the name has no address");
        }
        catch (SocketException failure)
        {
            throw new IOException($"{host}: {failure.Message}", failure);
        }
    }
}
