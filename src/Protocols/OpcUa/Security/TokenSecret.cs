using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Millwright.OpcUa.Security;

/// <summary>
/// The legacy form of an encrypted password or issued token: length, secret, the server's last nonce, encrypted with the server's key
/// (OPC 10000-4, 7.40.2.2). It is what every server of the RSA policies takes.
/// </summary>
public static class TokenSecret
{
    private const int LengthBytes = 4;

    /// <summary>The longest secret that is encrypted or decrypted, in bytes.</summary>
    public const int MaxSecretBytes = 16 * 1024;

    /// <summary>Encrypts a secret for the server.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The secret is longer than <see cref="MaxSecretBytes"/>.</exception>
    public static byte[] Encrypt(SecurityPolicy policy, RSA serverKey, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> serverNonce)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(secret.Length, MaxSecretBytes, nameof(secret));
        var plain = new byte[LengthBytes + secret.Length + serverNonce.Length];
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(plain, secret.Length + serverNonce.Length);
            secret.CopyTo(plain.AsSpan(LengthBytes));
            serverNonce.CopyTo(plain.AsSpan(LengthBytes + secret.Length));
            var encrypted = new byte[AsymmetricCipher.EncryptedBytes(policy, serverKey, plain.Length)];
            AsymmetricCipher.Encrypt(policy, serverKey, plain, encrypted);
            return encrypted;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Decrypts a secret on the server.</summary>
    /// <returns>The secret; null when it was not encrypted for this key, is cut, or carries another nonce than the last one given out.</returns>
    public static byte[]? Decrypt(SecurityPolicy policy, RSA serverKey, ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> serverNonce)
    {
        if (encrypted.Length > MaxSecretBytes * 2)
            return null;
        var plain = new byte[encrypted.Length];
        try
        {
            var count = AsymmetricCipher.Decrypt(policy, serverKey, encrypted, plain);
            if (count < LengthBytes + serverNonce.Length)
                return null;
            // Some clients count the padding of the last block in; the length says where the text ends.
            var length = BinaryPrimitives.ReadInt32LittleEndian(plain);
            if (length < serverNonce.Length || length > count - LengthBytes)
                return null;
            var secretBytes = length - serverNonce.Length;
            var nonce = plain.AsSpan(LengthBytes + secretBytes, serverNonce.Length);
            return CryptographicOperations.FixedTimeEquals(nonce, serverNonce) ? plain.AsSpan(LengthBytes, secretBytes).ToArray() : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
