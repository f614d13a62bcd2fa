using System.Globalization;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>Host and port of an endpoint URL such as <c>opc.tcp://press3:4840/path</c>; the registered port is 4840 (OPC 10000-6, 7.2).</summary>
public readonly record struct EndpointAddress(string Host, int Port)
{
    public const int RegisteredPort = 4840;

    /// <exception cref="UaException">BadTcpEndpointUrlInvalid: not an opc.tcp URL.</exception>
    public static EndpointAddress Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || !parsed.Scheme.Equals("opc.tcp", StringComparison.OrdinalIgnoreCase) || parsed.Host.Length == 0)
            throw new UaException(StatusCodes.BadTcpEndpointUrlInvalid, $"'{url}' is no endpoint URL; write opc.tcp://host:port");
        return new EndpointAddress(parsed.IdnHost.Trim('[', ']'), parsed.Port <= 0 ? RegisteredPort : parsed.Port);
    }

    /// <summary>The URL with another host and port in place of its own.</summary>
    public static string Replace(string url, string host, int port)
    {
        var path = Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.PathAndQuery : "";
        var bracketed = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return string.Create(CultureInfo.InvariantCulture, $"opc.tcp://{bracketed}:{port}{(path == "/" ? "" : path)}");
    }
}
