using System.Security.Cryptography;
using Millwright.OpcUa.Security;

namespace Millwright.Protocols.Tests.OpcUa.Security;

public class SymmetricKeysTests
{
    private static readonly byte[] ClientNonce = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] ServerNonce = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];

    [Theory]
    [InlineData("Basic256Sha256", 32)]
    [InlineData("Aes128_Sha256_RsaOaep", 16)]
    [InlineData("Aes256_Sha256_RsaPss", 32)]
    public void Each_chunk_is_encrypted_as_if_it_were_the_first(string name, int keyBytes)
    {
        var policy = SecurityPolicy.All.Single(p => p.Name == name);
        using var sending = SymmetricKeys.ForSending(policy, ServerNonce, ClientNonce);
        using var receiving = SymmetricKeys.ForReceiving(policy, ClientNonce, ServerNonce);
        using var reference = Aes.Create();
        var material = new byte[32 + keyBytes + 16];
        KeyDerivation.Derive(ServerNonce, ClientNonce, material);
        reference.Key = material[32..(32 + keyBytes)];
        foreach (var length in (int[])[16, 160, 32, 8192, 16])
        {
            var plain = RandomNumberGenerator.GetBytes(length);
            byte[] buffer = [9, 9, 9, .. plain];
            sending.Encrypt(buffer, 3, length);
            Assert.Equal(reference.EncryptCbc(plain, material[^16..], PaddingMode.None), buffer[3..]);
            receiving.Decrypt(buffer, 3, length);
            Assert.Equal([9, 9, 9, .. plain], buffer);
        }
    }

    [Fact]
    public void A_signature_is_verified_with_the_other_sides_keys_and_no_other()
    {
        using var client = SymmetricKeys.ForSending(SecurityPolicy.Basic256Sha256, ServerNonce, ClientNonce);
        using var server = SymmetricKeys.ForReceiving(SecurityPolicy.Basic256Sha256, ClientNonce, ServerNonce);
        var signature = new byte[32];
        client.Sign([1, 2, 3], signature);
        Assert.True(server.Verify([1, 2, 3], signature));
        Assert.False(server.Verify([1, 2, 4], signature));
        using var back = SymmetricKeys.ForSending(SecurityPolicy.Basic256Sha256, ClientNonce, ServerNonce);
        Assert.False(back.Verify([1, 2, 3], signature));
    }

    [Fact]
    public void Sealing_and_opening_allocate_nothing()
    {
        using var sending = SymmetricKeys.ForSending(SecurityPolicy.Aes256Sha256RsaPss, ServerNonce, ClientNonce);
        using var receiving = SymmetricKeys.ForReceiving(SecurityPolicy.Aes256Sha256RsaPss, ClientNonce, ServerNonce);
        var buffer = new byte[4096];
        var signature = new byte[32];
        Round(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Round(100);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round(int times)
        {
            for (var i = 0; i < times; i++)
            {
                sending.Sign(buffer, signature);
                sending.Encrypt(buffer, 0, buffer.Length);
                receiving.Decrypt(buffer, 0, buffer.Length);
                receiving.Verify(buffer, signature);
            }
        }
    }
}
