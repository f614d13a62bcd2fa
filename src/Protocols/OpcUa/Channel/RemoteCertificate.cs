using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>The other side's certificate, taken apart once.</summary>
public sealed class RemoteCertificate : IDisposable
{
    private RemoteCertificate(byte[] chain, X509Certificate2 certificate, RSA publicKey)
    {
        Chain = chain;
        Certificate = certificate;
        Leaf = certificate.RawData;
        PublicKey = publicKey;
        Thumbprint = certificate.GetCertHash(HashAlgorithmName.SHA1);
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate alone, DER.</summary>
    public byte[] Leaf { get; }

    /// <summary>As it was sent: DER, with issuers behind it if the peer sent any.</summary>
    public byte[] Chain { get; }

    public RSA PublicKey { get; }

    internal byte[] Thumbprint { get; }

    /// <exception cref="UaException">BadCertificateInvalid: not a certificate, or without an RSA key.</exception>
    public static RemoteCertificate Parse(ReadOnlySpan<byte> chain)
    {
        try
        {
            if (chain.IsEmpty)
                throw new UaException(StatusCodes.BadCertificateInvalid, "the other side sent no certificate");
            var certificate = X509CertificateLoader.LoadCertificate(CertificateChain.Leaf(chain));
            return certificate.GetRSAPublicKey() is { } key
                ? new RemoteCertificate(chain.ToArray(), certificate, key)
                : throw new UaException(StatusCodes.BadCertificateInvalid, $"the certificate '{certificate.Subject}' has no RSA key");
        }
        catch (CryptographicException malformed)
        {
            throw new UaException(StatusCodes.BadCertificateInvalid, "what the other side sent as its certificate is none", malformed);
        }
    }

    public void Dispose()
    {
        PublicKey.Dispose();
        Certificate.Dispose();
    }
}
