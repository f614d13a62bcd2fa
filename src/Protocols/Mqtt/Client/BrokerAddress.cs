using System.Diagnostics.CodeAnalysis;

namespace Millwright.Mqtt.Client;

/// <summary>A broker's address: <c>mqtt://</c>, <c>mqtts://</c> (TLS), <c>ws://</c> or <c>wss://</c> (WebSocket), without a scheme <c>mqtt</c>.</summary>
/// <param name="Scheme">In lower case.</param>
/// <param name="Host">Name or address.</param>
/// <param name="Port">1883, 8883, 80 or 443 where none is written.</param>
/// <param name="WebSocketPath">The path of a WebSocket, <c>/mqtt</c> where none is written; null for a plain stream.</param>
public sealed record BrokerAddress(string Scheme, string Host, int Port, string? WebSocketPath)
{
    /// <summary>What an address may begin with.</summary>
    public static IReadOnlyList<string> Schemes { get; } = ["mqtt", "mqtts", "ws", "wss"];

    public bool IsTls => Scheme is "mqtts" or "wss";

    /// <summary>Reads an address; false when it is none, or has a path without being of a WebSocket.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BrokerAddress? address)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        var written = text.Trim();
        if (!written.Contains("://", StringComparison.Ordinal))
            written = "mqtt://" + written;
        if (!Uri.TryCreate(written, UriKind.Absolute, out var uri) || !Schemes.Contains(uri.Scheme) || uri.Host.Length == 0 || uri.Port == 0
            || Uri.CheckHostName(uri.Host.Trim('[', ']')) == UriHostNameType.Unknown)
        {
            return false;
        }
        var isWebSocket = uri.Scheme is "ws" or "wss";
        var path = uri.AbsolutePath is "/" or "" ? "/mqtt" : uri.AbsolutePath;
        if (!isWebSocket && uri.AbsolutePath is not ("/" or ""))
            return false;
        var port = uri.Port > 0 ? uri.Port : uri.Scheme == "mqtts" ? 8883 : 1883;
        address = new(uri.Scheme, uri.Host.Trim('[', ']'), port, isWebSocket ? path : null);
        return true;
    }

    public override string ToString() =>
        $"{Scheme}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}{WebSocketPath}";
}
