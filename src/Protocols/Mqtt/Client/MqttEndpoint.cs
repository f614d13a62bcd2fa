using System.Net.WebSockets;
using Millwright.Mqtt.WebSockets;
using Millwright.Wire.Transports;

namespace Millwright.Mqtt.Client;

/// <summary>Opens the line to a broker.</summary>
internal static class MqttEndpoint
{
    /// <exception cref="IOException">Refused, unreachable, or no agreement.</exception>
    /// <exception cref="TimeoutException">Too slow.</exception>
    public static async ValueTask<Transport> ConnectAsync(MqttClientOptions options, string host, int port, CancellationToken cancellation)
    {
        var tcp = new TcpOptions { ConnectTimeout = options.ConnectTimeout, Loop = options.Loop, Time = options.Time };
        if (options.WebSocketPath is not null)
            return await ConnectWebSocketAsync(options, host, port, cancellation).ConfigureAwait(false);
        if (options.Tls is not null)
            return await TlsTransport.ConnectAsync(host, port, options.Tls, tcp, cancellation).ConfigureAwait(false);
        return await TcpTransport.ConnectAsync(host, port, tcp, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads <c>host</c>, <c>host:port</c> or <c>[address]:port</c>, the first of a list, as a server reference names it (MQTT 5, 4.13).</summary>
    public static (string Host, int Port)? ParseReference(string reference, int defaultPort)
    {
        var first = reference.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        if (first is null || !Uri.TryCreate("mqtt://" + first, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return null;
        return (uri.Host, uri.Port > 0 ? uri.Port : defaultPort);
    }

    private static async ValueTask<Transport> ConnectWebSocketAsync(MqttClientOptions options, string host, int port, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = options.Time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), limit, options.ConnectTimeout, Timeout.InfiniteTimeSpan);
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        try
        {
            using var handler = new SocketsHttpHandler { SslOptions = options.Tls ?? new() };
            using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
            var uri = new UriBuilder(options.Tls is null ? "ws" : "wss", host, port, options.WebSocketPath).Uri;
            await socket.ConnectAsync(uri, invoker, limit.Token).ConfigureAwait(false);
            return new StreamTransport(new MqttWebSocketStream(socket), $"{host}:{port}");
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (failure is OperationCanceledException && !cancellation.IsCancellationRequested)
                throw new TimeoutException($"{host}:{port}: no WebSocket within {options.ConnectTimeout.TotalMilliseconds:0} ms", failure);
            if (failure is WebSocketException)
                throw new IOException($"{host}:{port}: {failure.Message}", failure);
            throw;
        }
    }
}
