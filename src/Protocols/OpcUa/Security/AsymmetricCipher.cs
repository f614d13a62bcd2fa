using System.Security.Cryptography;

namespace Millwright.OpcUa.Security;

/// <summary>
/// RSA as OPC UA uses it: text longer than a key is encrypted block by block (OPC 10000-6, 6.7.2). Sizes are bytes.
/// All methods may be called from several threads as far as the given key may.
/// </summary>
public static class AsymmetricCipher
{
    /// <summary>Plain text that fits into one block of the key.</summary>
    public static int PlainBlockBytes(SecurityPolicy policy, RSA key) => CipherBlockBytes(key) - policy.EncryptionOverheadBytes;

    /// <summary>An encrypted block, and a signature.</summary>
    public static int CipherBlockBytes(RSA key) => key.KeySize / 8;

    /// <summary>The encrypted length of a plain text.</summary>
    public static int EncryptedBytes(SecurityPolicy policy, RSA key, int plainBytes)
    {
        var block = PlainBlockBytes(policy, key);
        return (plainBytes + block - 1) / block * CipherBlockBytes(key);
    }

    /// <summary>Encrypts for the owner of a public key. The two spans must not overlap.</summary>
    /// <returns>Bytes written: <see cref="EncryptedBytes"/>.</returns>
    public static int Encrypt(SecurityPolicy policy, RSA publicKey, ReadOnlySpan<byte> plain, Span<byte> encrypted)
    {
        var block = PlainBlockBytes(policy, publicKey);
        var written = 0;
        while (!plain.IsEmpty)
        {
            var take = Math.Min(block, plain.Length);
            written += publicKey.Encrypt(plain[..take], encrypted[written..], policy.EncryptionPadding!);
            plain = plain[take..];
        }
        return written;
    }

    /// <summary>Decrypts with one's own key.</summary>
    /// <returns>Bytes written; -1 when a block is cut or was not encrypted for this key.</returns>
    public static int Decrypt(SecurityPolicy policy, RSA privateKey, ReadOnlySpan<byte> encrypted, Span<byte> plain)
    {
        var block = CipherBlockBytes(privateKey);
        if (encrypted.Length == 0 || encrypted.Length % block != 0)
            return -1;
        var written = 0;
        try
        {
            while (!encrypted.IsEmpty)
            {
                written += privateKey.Decrypt(encrypted[..block], plain[written..], policy.EncryptionPadding!);
                encrypted = encrypted[block..];
            }
            return written;
        }
        catch (CryptographicException)
        {
            // Why it failed is nobody's business outside: a padding oracle starts there.
            return -1;
        }
    }

    /// <summary>Signs with one's own key.</summary>
    /// <returns>Bytes written: <see cref="CipherBlockBytes"/>.</returns>
    public static int Sign(SecurityPolicy policy, RSA privateKey, ReadOnlySpan<byte> data, Span<byte> signature) =>
        privateKey.SignData(data, signature, HashAlgorithmName.SHA256, policy.SignaturePadding!);

    /// <summary>Whether the owner of a public key signed the data.</summary>
    public static bool Verify(SecurityPolicy policy, RSA publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == CipherBlockBytes(publicKey) && publicKey.VerifyData(data, signature, HashAlgorithmName.SHA256, policy.SignaturePadding!);
}
