using System.Security.Cryptography.X509Certificates;

namespace Millwright.OpcUa.Pki;

/// <summary>Whom to trust: certificates and authorities, and what their authorities revoked.</summary>
public sealed record TrustList
{
    /// <summary>Trusted applications, and authorities whose every certificate is trusted.</summary>
    public IReadOnlyList<X509Certificate2> Trusted { get; init; } = [];

    /// <summary>Authorities that complete a chain but are no reason for trust.</summary>
    public IReadOnlyList<X509Certificate2> Issuers { get; init; } = [];

    public IReadOnlyList<RevocationList> Revocations { get; init; } = [];

    /// <summary>Files that could not be read, with the reason: a trust list that lost an entry must say so.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
