using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millwright.OpcUa.Pki;

/// <summary>Takes apart what a peer sends as its certificate: one in DER, or a chain of them one after the other, leaf first (OPC 10000-6, 6.2.6).</summary>
public static class CertificateChain
{
    /// <summary>The most certificates a chain may have.</summary>
    public const int MaxCertificates = 8;

    /// <summary>The most bytes a chain may have.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The bytes of the first certificate, which signatures and thumbprints are made over.</summary>
    /// <exception cref="CryptographicException">Not a certificate.</exception>
    public static ReadOnlySpan<byte> Leaf(ReadOnlySpan<byte> chain) => chain[..LengthOf(chain)];

    /// <summary>The certificates, leaf first.</summary>
    /// <exception cref="CryptographicException">Not certificates, or more than the limits allow.</exception>
    public static IReadOnlyList<X509Certificate2> Parse(ReadOnlySpan<byte> chain)
    {
        if (chain.IsEmpty || chain.Length > MaxBytes)
            throw new CryptographicException($"A certificate chain of {chain.Length} bytes; 1 to {MaxBytes} are taken.");
        var certificates = new List<X509Certificate2>();
        while (!chain.IsEmpty)
        {
            if (certificates.Count == MaxCertificates)
                throw new CryptographicException($"A chain of more than {MaxCertificates} certificates.");
            var length = LengthOf(chain);
            certificates.Add(X509CertificateLoader.LoadCertificate(chain[..length]));
            chain = chain[length..];
        }
        return certificates;
    }

    private static int LengthOf(ReadOnlySpan<byte> encoded)
    {
        try
        {
            AsnDecoder.ReadSequence(encoded, AsnEncodingRules.DER, out _, out _, out var consumed);
            return consumed;
        }
        catch (AsnContentException malformed)
        {
            throw new CryptographicException("What should be a certificate is not one.", malformed);
        }
    }
}
