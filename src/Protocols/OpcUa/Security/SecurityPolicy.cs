using System.Security.Cryptography;

namespace Millwright.OpcUa.Security;

/// <summary>
/// The algorithms that secure a channel, named by a URI (OPC 10000-7, 6.6). Policies older than Basic256Sha256 are not offered: they
/// rest on SHA-1 signatures and are withdrawn.
/// </summary>
public sealed class SecurityPolicy
{
    private const string UriPrefix = "http://opcfoundation.org/UA/SecurityPolicy#";

    /// <summary>No signature and no encryption.</summary>
    public static readonly SecurityPolicy None = new("None", 0);

    /// <summary>AES-256, RSA with SHA-256 signatures (PKCS #1 1.5), OAEP with SHA-1.</summary>
    public static readonly SecurityPolicy Basic256Sha256 = new("Basic256Sha256", 2)
    {
        EncryptionKeyBytes = 32,
        SignaturePadding = RSASignaturePadding.Pkcs1,
        SignatureUri = SecurityAlgorithms.RsaSha256,
        EncryptionPadding = RSAEncryptionPadding.OaepSHA1,
        EncryptionUri = SecurityAlgorithms.RsaOaep,
        EncryptionOverheadBytes = 42,
    };

    /// <summary>AES-128, RSA with SHA-256 signatures (PKCS #1 1.5), OAEP with SHA-1.</summary>
    public static readonly SecurityPolicy Aes128Sha256RsaOaep = new("Aes128_Sha256_RsaOaep", 1)
    {
        EncryptionKeyBytes = 16,
        SignaturePadding = RSASignaturePadding.Pkcs1,
        SignatureUri = SecurityAlgorithms.RsaSha256,
        EncryptionPadding = RSAEncryptionPadding.OaepSHA1,
        EncryptionUri = SecurityAlgorithms.RsaOaep,
        EncryptionOverheadBytes = 42,
    };

    /// <summary>AES-256, RSA-PSS with SHA-256 signatures, OAEP with SHA-256: the strongest.</summary>
    public static readonly SecurityPolicy Aes256Sha256RsaPss = new("Aes256_Sha256_RsaPss", 3)
    {
        EncryptionKeyBytes = 32,
        SignaturePadding = RSASignaturePadding.Pss,
        SignatureUri = SecurityAlgorithms.RsaPssSha256,
        EncryptionPadding = RSAEncryptionPadding.OaepSHA256,
        EncryptionUri = SecurityAlgorithms.RsaOaepSha256,
        EncryptionOverheadBytes = 66,
    };

    private SecurityPolicy(string name, int strength)
    {
        Name = name;
        Uri = UriPrefix + name;
        Strength = strength;
    }

    /// <summary>All policies, weakest first.</summary>
    public static IReadOnlyList<SecurityPolicy> All { get; } = [None, Aes128Sha256RsaOaep, Basic256Sha256, Aes256Sha256RsaPss];

    /// <summary>The part of the URI after the hash.</summary>
    public string Name { get; }

    public string Uri { get; }

    /// <summary>Orders the policies: more is stronger, 0 is no security.</summary>
    public int Strength { get; }

    public bool IsNone => Strength == 0;

    /// <summary>The least RSA key a certificate may carry, in bits.</summary>
    public int MinKeyBits => IsNone ? 0 : 2048;

    /// <summary>The largest RSA key a certificate may carry, in bits.</summary>
    public int MaxKeyBits => IsNone ? int.MaxValue : 4096;

    /// <summary>Bytes of the nonces that the channel's keys are derived from; 0 without security.</summary>
    public int NonceBytes => IsNone ? 0 : 32;

    /// <summary>Bytes of a symmetric signature (HMAC-SHA256).</summary>
    public int SymmetricSignatureBytes => IsNone ? 0 : 32;

    /// <summary>Bytes of a derived signing key.</summary>
    public int SigningKeyBytes => IsNone ? 0 : 32;

    /// <summary>Bytes of a derived AES key.</summary>
    public int EncryptionKeyBytes { get; private init; }

    /// <summary>Bytes of an AES block and of the initialization vector.</summary>
    public int BlockBytes => IsNone ? 1 : 16;

    /// <summary>What a client or server puts into SignatureData.algorithm; null without security.</summary>
    public string? SignatureUri { get; private init; }

    /// <summary>What a client puts into a token's encryptionAlgorithm; null without security.</summary>
    public string? EncryptionUri { get; private init; }

    internal RSASignaturePadding? SignaturePadding { get; private init; }

    internal RSAEncryptionPadding? EncryptionPadding { get; private init; }

    /// <summary>How much shorter a block of plain text is than the key.</summary>
    internal int EncryptionOverheadBytes { get; private init; }

    /// <summary>The policy of a URI; null when it is unknown or withdrawn.</summary>
    public static SecurityPolicy? Find(string? uri)
    {
        foreach (var policy in All)
        {
            if (policy.Uri == uri)
                return policy;
        }
        return null;
    }

    /// <summary>The policy of a URI's UTF-8 bytes; null when it is unknown or withdrawn.</summary>
    public static SecurityPolicy? Find(ReadOnlySpan<byte> uri)
    {
        foreach (var policy in All)
        {
            if (uri.Length == policy.Uri.Length && System.Text.Ascii.Equals(uri, policy.Uri))
                return policy;
        }
        return null;
    }

    public override string ToString() => Name;
}
