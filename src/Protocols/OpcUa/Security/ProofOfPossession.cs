using System.Security.Cryptography;

namespace Millwright.OpcUa.Security;

/// <summary>
/// Shows that a side owns the key of its certificate: it signs the other side's certificate followed by the other side's nonce
/// (OPC 10000-4, 5.7.2.2 for the server, 5.7.3.2 for the client and for X.509 users).
/// </summary>
public static class ProofOfPossession
{
    /// <summary>Signs the other side's certificate and nonce.</summary>
    public static byte[] Sign(SecurityPolicy policy, RSA privateKey, ReadOnlySpan<byte> otherCertificate, ReadOnlySpan<byte> otherNonce)
    {
        var signature = new byte[AsymmetricCipher.CipherBlockBytes(privateKey)];
        AsymmetricCipher.Sign(policy, privateKey, Join(otherCertificate, otherNonce), signature);
        return signature;
    }

    /// <summary>Whether the owner of the public key signed one's own certificate and nonce.</summary>
    public static bool Verify(
        SecurityPolicy policy, RSA publicKey, ReadOnlySpan<byte> ownCertificate, ReadOnlySpan<byte> ownNonce, ReadOnlySpan<byte> signature) =>
        AsymmetricCipher.Verify(policy, publicKey, Join(ownCertificate, ownNonce), signature);

    private static byte[] Join(ReadOnlySpan<byte> certificate, ReadOnlySpan<byte> nonce)
    {
        var joined = new byte[certificate.Length + nonce.Length];
        certificate.CopyTo(joined);
        nonce.CopyTo(joined.AsSpan(certificate.Length));
        return joined;
    }
}
