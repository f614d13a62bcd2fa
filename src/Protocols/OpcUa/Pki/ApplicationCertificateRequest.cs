using System.Net;

namespace Millwright.OpcUa.Pki;

/// <summary>What a new application instance certificate says (OPC 10000-6, 6.2.2).</summary>
public sealed record ApplicationCertificateRequest
{
    /// <summary>The name people see.</summary>
    public required string CommonName { get; init; }

    /// <summary>The globally unique name of this installation, such as <c>urn:acme:berlin:millwright</c>.</summary>
    public required string ApplicationUri { get; init; }

    public string? Organization { get; init; }

    /// <summary>The names clients reach this application by.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>The addresses clients reach this application by.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>Bits of the RSA key, 2048, 3072 or 4096.</summary>
    public int KeyBits { get; init; } = 2048;

    /// <summary>How long it is valid from now on.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(5 * 365);
}
