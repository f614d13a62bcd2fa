using System.Security.Cryptography;
using Millwright.OpcUa.Security;

namespace Millwright.Protocols.Tests.OpcUa.Security;

public class AsymmetricCipherTests
{
    public static TheoryData<string, int> PoliciesAndKeys => new()
    {
        { "Basic256Sha256", 2048 }, { "Basic256Sha256", 4096 },
        { "Aes128_Sha256_RsaOaep", 2048 }, { "Aes128_Sha256_RsaOaep", 3072 },
        { "Aes256_Sha256_RsaPss", 2048 }, { "Aes256_Sha256_RsaPss", 4096 },
    };

    [Theory]
    [MemberData(nameof(PoliciesAndKeys))]
    public void Text_of_any_length_comes_back_from_its_blocks(string name, int bits)
    {
        var (policy, key) = (Policy(name), TestKeys.Of(bits));
        var block = AsymmetricCipher.PlainBlockBytes(policy, key);
        foreach (var length in (int[])[1, block - 1, block, block + 1, (3 * block) + 5])
        {
            var plain = RandomNumberGenerator.GetBytes(length);
            var encrypted = new byte[AsymmetricCipher.EncryptedBytes(policy, key, length)];
            Assert.Equal(encrypted.Length, AsymmetricCipher.Encrypt(policy, key, plain, encrypted));
            var decrypted = new byte[encrypted.Length];
            Assert.Equal(length, AsymmetricCipher.Decrypt(policy, key, encrypted, decrypted));
            Assert.Equal(plain, decrypted[..length]);
        }
    }

    [Theory]
    [MemberData(nameof(PoliciesAndKeys))]
    public void A_signature_holds_for_its_data_and_its_key_alone(string name, int bits)
    {
        var (policy, key) = (Policy(name), TestKeys.Of(bits));
        byte[] data = [1, 2, 3];
        var signature = new byte[AsymmetricCipher.CipherBlockBytes(key)];
        AsymmetricCipher.Sign(policy, key, data, signature);
        Assert.True(AsymmetricCipher.Verify(policy, key, data, signature));
        Assert.False(AsymmetricCipher.Verify(policy, key, [1, 2, 4], signature));
        Assert.False(AsymmetricCipher.Verify(policy, TestKeys.Other, data, signature));
        Assert.False(AsymmetricCipher.Verify(policy, key, data, signature.AsSpan(0, signature.Length - 1)));
        signature[5] ^= 1;
        Assert.False(AsymmetricCipher.Verify(policy, key, data, signature));
    }

    [Fact]
    public void What_was_encrypted_for_another_key_or_is_cut_is_refused_without_a_reason()
    {
        var (policy, key) = (SecurityPolicy.Basic256Sha256, TestKeys.Of(2048));
        var encrypted = new byte[256];
        AsymmetricCipher.Encrypt(policy, TestKeys.Other, [1, 2, 3], encrypted);
        var plain = new byte[256];
        Assert.Equal(-1, AsymmetricCipher.Decrypt(policy, key, encrypted, plain));
        Assert.Equal(-1, AsymmetricCipher.Decrypt(policy, key, encrypted.AsSpan(0, 255), plain));
        Assert.Equal(-1, AsymmetricCipher.Decrypt(policy, key, [], plain));
    }

    [Theory]
    [InlineData("http://opcfoundation.org/UA/SecurityPolicy#None", "None")]
    [InlineData("http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256", "Basic256Sha256")]
    [InlineData("http://opcfoundation.org/UA/SecurityPolicy#Basic256", null)]
    [InlineData("http://opcfoundation.org/UA/SecurityPolicy#Basic128Rsa15", null)]
    [InlineData("", null)]
    public void Policies_are_found_by_their_URI_and_the_broken_ones_are_not(string uri, string? name)
    {
        Assert.Equal(name, SecurityPolicy.Find(uri)?.Name);
        Assert.Equal(name, SecurityPolicy.Find(System.Text.Encoding.UTF8.GetBytes(uri))?.Name);
    }

    private static SecurityPolicy Policy(string name) => SecurityPolicy.All.Single(policy => policy.Name == name);
}
