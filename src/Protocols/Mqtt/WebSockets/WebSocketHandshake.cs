using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Millwright.Mqtt.WebSockets;

/// <summary>The opening handshake of RFC 6455, server side, for the sub-protocol <c>mqtt</c>; the frames are the framework's.</summary>
public static class WebSocketHandshake
{
    /// <summary>Longest request that is read.</summary>
    public const int MaxRequestBytes = 8 * 1024;

    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(30);

    /// <summary>Reads the request and answers it. A request that asks for anything else is answered with 400.</summary>
    /// <exception cref="IOException">No such request came.</exception>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public static async Task<MqttWebSocketStream> AcceptAsync(Stream stream, string peer, TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), limit, timeout, Timeout.InfiniteTimeSpan);
        try
        {
            var request = await ReadRequestAsync(stream, peer, limit.Token).ConfigureAwait(false);
            if (AcceptKeyOf(request) is not { } accept)
            {
                await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\nSec-WebSocket-Version: 13\r\n\r\n"u8.ToArray(), limit.Token).ConfigureAwait(false);
                throw new IOException($"{peer}: asked for no WebSocket with the sub-protocol mqtt");
            }
            var answer = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), limit.Token).ConfigureAwait(false);
            return new MqttWebSocketStream(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = "mqtt", KeepAliveInterval = PingPeriod }));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"{peer}: no WebSocket handshake within {timeout.TotalMilliseconds:0} ms");
        }
    }

    /// <summary>The value of Sec-WebSocket-Accept for a request, or null when the request is not for us.</summary>
    internal static string? AcceptKeyOf(string request)
    {
        var lines = request.Split("\r\n");
        if (!lines[0].StartsWith("GET ", StringComparison.Ordinal) || !lines[0].EndsWith(" HTTP/1.1", StringComparison.Ordinal))
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                continue;
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            headers[name] = headers.TryGetValue(name, out var before) ? before + "," + value : value;
        }
        return Holds(headers, "Upgrade", "websocket", StringComparison.OrdinalIgnoreCase)
            && Holds(headers, "Connection", "upgrade", StringComparison.OrdinalIgnoreCase)
            && Holds(headers, "Sec-WebSocket-Version", "13", StringComparison.Ordinal)
            && Holds(headers, "Sec-WebSocket-Protocol", "mqtt", StringComparison.Ordinal)
            && headers.TryGetValue("Sec-WebSocket-Key", out var key)
            ? AcceptOf(key)
            : null;
    }

    private static bool Holds(Dictionary<string, string> headers, string name, string wanted, StringComparison comparison) =>
        headers.TryGetValue(name, out var value) && value.Split(',', StringSplitOptions.TrimEntries).Any(each => each.Equals(wanted, comparison));

#pragma warning disable CA5350 // RFC 6455 asks for SHA-1; it protects nothing here.
    private static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeySuffix)));
#pragma warning restore CA5350

    private static async Task<string> ReadRequestAsync(Stream stream, string peer, CancellationToken cancellation)
    {
        var bytes = new byte[MaxRequestBytes];
        var count = 0;
        // A client may not send frames before the answer, so what follows the request is none of it.
        while (count < bytes.Length)
        {
            var read = await stream.ReadAsync(bytes.AsMemory(count), cancellation).ConfigureAwait(false);
            if (read == 0)
                throw new IOException($"{peer}: closed during the WebSocket handshake");
            count += read;
            var end = bytes.AsSpan(0, count).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
                return Encoding.ASCII.GetString(bytes, 0, end);
        }
        throw new IOException($"{peer}: the WebSocket request is longer than {MaxRequestBytes} bytes");
    }
}
