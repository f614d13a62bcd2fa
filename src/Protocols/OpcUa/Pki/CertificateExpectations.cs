namespace Millwright.OpcUa.Pki;

/// <summary>What a peer's certificate is held against.</summary>
public sealed record CertificateExpectations
{
    public required PeerRole Role { get; init; }

    /// <summary>Names the peer in messages, such as <c>opc.tcp://press3:4840</c> or <c>10.0.3.17:50122</c>.</summary>
    public required string Peer { get; init; }

    /// <summary>The URI that the peer calls itself by, to be found in the certificate; null when it is not known yet.</summary>
    public string? ApplicationUri { get; init; }

    /// <summary>The host that was connected to, to be found in the certificate; null leaves it unchecked.</summary>
    public string? HostName { get; init; }

    /// <summary>The least RSA key length, in bits.</summary>
    public int MinKeyBits { get; init; } = 2048;

    /// <summary>The largest RSA key length, in bits.</summary>
    public int MaxKeyBits { get; init; } = 4096;

    /// <summary>Whether a certificate of an authority whose revocation list is missing or late is refused.</summary>
    public bool RequireRevocationLists { get; init; } = true;
}
