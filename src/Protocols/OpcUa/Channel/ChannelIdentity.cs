using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millwright.OpcUa.Channel;

/// <summary>This application's certificate with its key, ready for use in channels. May be shared by any number of them.</summary>
public sealed class ChannelIdentity : IDisposable
{
    /// <summary>Takes the certificate apart; it stays the caller's.</summary>
    /// <param name="certificate">With its RSA key.</param>
    /// <param name="issuers">Certificates sent along, so that a peer can build the chain.</param>
    /// <exception cref="ArgumentException">The certificate comes without its RSA key.</exception>
    public ChannelIdentity(X509Certificate2 certificate, IReadOnlyList<X509Certificate2>? issuers = null)
    {
        Certificate = certificate;
        PrivateKey = certificate.GetRSAPrivateKey() ?? throw new ArgumentException("The certificate comes without its RSA key.", nameof(certificate));
        Leaf = certificate.RawData;
        Chain = [.. Leaf, .. (issuers ?? []).SelectMany(issuer => issuer.RawData)];
        Thumbprint = certificate.GetCertHash(HashAlgorithmName.SHA1);
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate alone, DER: what signatures are made over.</summary>
    public byte[] Leaf { get; }

    /// <summary>The certificate and its issuers, DER: what is sent.</summary>
    public byte[] Chain { get; }

    /// <summary>The private key.</summary>
    public RSA PrivateKey { get; }

    internal byte[] Thumbprint { get; }

    public void Dispose() => PrivateKey.Dispose();
}
