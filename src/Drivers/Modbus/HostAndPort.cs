using System.Globalization;

namespace Millwright.Drivers.Modbus;

/// <summary>A <c>host:port</c> as people write it, with IPv6 in brackets.</summary>
internal readonly record struct HostAndPort(string Host, int Port)
{
    public static bool TryParse(string? text, int defaultPort, out HostAndPort address)
    {
        address = default;
        if (string.IsNullOrWhiteSpace(text))
            return false;
        var host = text.Trim();
        var port = defaultPort;
        var colon = host.LastIndexOf(':');
        var isBareIpV6 = !host.StartsWith('[') && host.IndexOf(':') != colon;
        if (colon > host.LastIndexOf(']') && !isBareIpV6)
        {
            if (!int.TryParse(host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65_535)
                return false;
            host = host[..colon];
        }
        host = host.Trim('[', ']');
        address = new(host, port);
        return Uri.CheckHostName(host) != UriHostNameType.Unknown;
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
