using System.Security.Cryptography;

namespace Millwright.OpcUa.Security;

/// <summary>
/// The keys of one direction of a channel: HMAC-SHA256 signatures and AES-CBC with a fixed initialization vector for each chunk
/// (OPC 10000-6, 6.7.5). Use allocates nothing. Not safe for several threads at once.
/// </summary>
public sealed class SymmetricKeys : IDisposable
{
    private const int BlockBytes = 16;

    private readonly byte[] _signingKey;
    private readonly byte[] _vector;
    private readonly byte[] _chain;
    private readonly byte[] _lastCipherBlock = new byte[BlockBytes];
    private readonly Aes _aes;
    private readonly bool _encrypts;
    private ICryptoTransform? _transform;

    private SymmetricKeys(SecurityPolicy policy, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> seed, bool encrypts)
    {
        Span<byte> material = stackalloc byte[32 + 32 + BlockBytes];
        material = material[..(policy.SigningKeyBytes + policy.EncryptionKeyBytes + BlockBytes)];
        KeyDerivation.Derive(secret, seed, material);
        _signingKey = material[..policy.SigningKeyBytes].ToArray();
        _vector = material[^BlockBytes..].ToArray();
        _chain = (byte[])_vector.Clone();
        _aes = Aes.Create();
        _aes.Padding = PaddingMode.None;
        _aes.Mode = CipherMode.CBC;
        _aes.Key = material.Slice(policy.SigningKeyBytes, policy.EncryptionKeyBytes).ToArray();
        _aes.IV = _vector;
        _encrypts = encrypts;
        CryptographicOperations.ZeroMemory(material);
    }

    /// <summary>The keys for what this side sends.</summary>
    /// <param name="policy">Not None.</param>
    /// <param name="remoteNonce">The nonce of the other side: the secret.</param>
    /// <param name="localNonce">The nonce of this side: the seed.</param>
    public static SymmetricKeys ForSending(SecurityPolicy policy, ReadOnlySpan<byte> remoteNonce, ReadOnlySpan<byte> localNonce) =>
        new(policy, remoteNonce, localNonce, encrypts: true);

    /// <summary>The keys for what the other side sends.</summary>
    /// <param name="policy">Not None.</param>
    /// <param name="remoteNonce">The nonce of the other side: the seed.</param>
    /// <param name="localNonce">The nonce of this side: the secret.</param>
    public static SymmetricKeys ForReceiving(SecurityPolicy policy, ReadOnlySpan<byte> remoteNonce, ReadOnlySpan<byte> localNonce) =>
        new(policy, localNonce, remoteNonce, encrypts: false);

    /// <summary>Signs data into 32 bytes.</summary>
    public void Sign(ReadOnlySpan<byte> data, Span<byte> signature) => HMACSHA256.HashData(_signingKey, data, signature);

    /// <summary>Whether the signature of the data is right; takes the same time for every wrong one.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[32];
        HMACSHA256.HashData(_signingKey, data, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    /// <summary>Encrypts in place. The count is a multiple of 16.</summary>
    public void Encrypt(byte[] buffer, int offset, int count)
    {
        _transform ??= _encrypts ? _aes.CreateEncryptor() : throw new InvalidOperationException("These keys decrypt.");
        // The cipher goes on chaining from the last chunk; cancelling that out costs 16 bytes, starting it anew an allocation.
        Mix(buffer.AsSpan(offset, BlockBytes));
        _transform.TransformBlock(buffer, offset, count, buffer, offset);
        Remember(buffer.AsSpan(offset + count - BlockBytes, BlockBytes));
    }

    /// <summary>Decrypts in place. The count is a multiple of 16.</summary>
    public void Decrypt(byte[] buffer, int offset, int count)
    {
        _transform ??= _encrypts ? throw new InvalidOperationException("These keys encrypt.") : _aes.CreateDecryptor();
        buffer.AsSpan(offset + count - BlockBytes, BlockBytes).CopyTo(_lastCipherBlock);
        _transform.TransformBlock(buffer, offset, count, buffer, offset);
        Mix(buffer.AsSpan(offset, BlockBytes));
        Remember(_lastCipherBlock);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_signingKey);
        _transform?.Dispose();
        _aes.Dispose();
    }

    private void Mix(Span<byte> block)
    {
        for (var i = 0; i < BlockBytes; i++)
            block[i] ^= (byte)(_chain[i] ^ _vector[i]);
    }

    private void Remember(ReadOnlySpan<byte> cipherBlock) => cipherBlock.CopyTo(_chain);
}
