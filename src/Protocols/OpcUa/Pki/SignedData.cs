using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millwright.OpcUa.Pki;

/// <summary>The outer shape that certificates and revocation lists share: content, algorithm, signature (RFC 5280, 4.1.1 and 5.1.1).</summary>
internal sealed class SignedData
{
    private const string RsaPss = "1.2.840.113549.1.1.10";

    private readonly ReadOnlyMemory<byte> _content;
    private readonly byte[] _signature;
    private readonly string _algorithm;
    private readonly HashAlgorithmName? _hash;

    private SignedData(ReadOnlyMemory<byte> content, byte[] signature, string algorithm, HashAlgorithmName? hash)
    {
        _content = content;
        _signature = signature;
        _algorithm = algorithm;
        _hash = hash;
    }

    /// <summary>The part that is signed.</summary>
    public ReadOnlyMemory<byte> Content => _content;

    /// <summary>Signed with SHA-1 or MD5, which anybody can forge today, or with an algorithm that is not known here.</summary>
    public bool IsWeak => _hash is null;

    /// <exception cref="CryptographicException">Malformed.</exception>
    public static SignedData Parse(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            var outer = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
            var content = outer.ReadEncodedValue();
            var identifier = outer.ReadSequence();
            var algorithm = identifier.ReadObjectIdentifier();
            var signature = outer.ReadBitString(out _);
            return new SignedData(content, signature, algorithm, HashOf(algorithm, identifier));
        }
        catch (AsnContentException malformed)
        {
            throw new CryptographicException("Not a signed certificate or revocation list.", malformed);
        }
    }

    /// <summary>Whether the owner of a certificate's key signed this.</summary>
    public bool IsSignedBy(X509Certificate2 issuer)
    {
        if (_hash is not { } hash)
            return false;
        try
        {
            if (_algorithm.StartsWith("1.2.840.10045.", StringComparison.Ordinal))
            {
                using var elliptic = issuer.GetECDsaPublicKey();
                return elliptic?.VerifyData(_content.Span, _signature, hash, DSASignatureFormat.Rfc3279DerSequence) == true;
            }
            using var rsa = issuer.GetRSAPublicKey();
            var padding = _algorithm == RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
            return rsa?.VerifyData(_content.Span, _signature, hash, padding) == true;
        }
        catch (CryptographicException)
        {
            // A key that cannot be read signed nothing.
            return false;
        }
    }

    private static HashAlgorithmName? HashOf(string algorithm, AsnReader identifier) => algorithm switch
    {
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        RsaPss when identifier.HasData => PssHash(identifier.ReadSequence()),
        _ => null,
    };

    private static HashAlgorithmName? PssHash(AsnReader parameters)
    {
        var hashTag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (!parameters.HasData || parameters.PeekTag() != hashTag)
            return null;
        return parameters.ReadSequence(hashTag).ReadSequence().ReadObjectIdentifier() switch
        {
            "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
            "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
            "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
            _ => null,
        };
    }
}
