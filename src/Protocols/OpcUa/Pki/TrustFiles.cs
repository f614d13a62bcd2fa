namespace Millwright.OpcUa.Pki;

/// <summary>What a store trusts, as bytes in DER; null leaves a part as it is when it is replaced.</summary>
public sealed record TrustFiles
{
    public IReadOnlyList<byte[]>? Trusted { get; init; }

    /// <summary>Revocation lists of authorities among the trusted ones.</summary>
    public IReadOnlyList<byte[]>? TrustedRevocations { get; init; }

    public IReadOnlyList<byte[]>? Issuers { get; init; }

    /// <summary>Revocation lists of authorities among the issuers.</summary>
    public IReadOnlyList<byte[]>? IssuerRevocations { get; init; }
}
