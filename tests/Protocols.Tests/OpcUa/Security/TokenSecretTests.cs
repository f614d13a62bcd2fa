using System.Security.Cryptography;
using Millwright.OpcUa.Security;

namespace Millwright.Protocols.Tests.OpcUa.Security;

public class TokenSecretTests
{
    private static readonly byte[] Nonce = RandomNumberGenerator.GetBytes(32);

    [Theory]
    [InlineData("Basic256Sha256", 0)]
    [InlineData("Basic256Sha256", 12)]
    [InlineData("Aes128_Sha256_RsaOaep", 1000)]
    [InlineData("Aes256_Sha256_RsaPss", 12)]
    public void A_secret_comes_back_with_the_nonce_it_was_made_for(string name, int length)
    {
        var policy = SecurityPolicy.All.Single(p => p.Name == name);
        var secret = RandomNumberGenerator.GetBytes(length);
        var encrypted = TokenSecret.Encrypt(policy, TestKeys.Of(2048), secret, Nonce);
        Assert.Equal(0, encrypted.Length % 256);
        Assert.Equal(secret, TokenSecret.Decrypt(policy, TestKeys.Of(2048), encrypted, Nonce));
    }

    [Fact]
    public void A_replayed_secret_is_refused()
    {
        var policy = SecurityPolicy.Basic256Sha256;
        var encrypted = TokenSecret.Encrypt(policy, TestKeys.Of(2048), "secret"u8, Nonce);
        Assert.Null(TokenSecret.Decrypt(policy, TestKeys.Of(2048), encrypted, RandomNumberGenerator.GetBytes(32)));
        Assert.Null(TokenSecret.Decrypt(policy, TestKeys.Other, encrypted, Nonce));
        Assert.Null(TokenSecret.Decrypt(policy, TestKeys.Of(2048), encrypted.AsSpan(1), Nonce));
        Assert.Null(TokenSecret.Decrypt(policy, TestKeys.Of(2048), [], Nonce));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void A_length_that_lies_is_refused(int length)
    {
        var policy = SecurityPolicy.Basic256Sha256;
        byte[] plain = [.. BitConverter.GetBytes(length), 1, 2, 3, .. Nonce];
        var encrypted = new byte[256];
        AsymmetricCipher.Encrypt(policy, TestKeys.Of(2048), plain, encrypted);
        Assert.Null(TokenSecret.Decrypt(policy, TestKeys.Of(2048), encrypted, Nonce));
    }

    [Fact]
    public void Proof_of_possession_binds_certificate_and_nonce()
    {
        var policy = SecurityPolicy.Aes256Sha256RsaPss;
        byte[] certificate = [1, 2, 3];
        var proof = ProofOfPossession.Sign(policy, TestKeys.Of(2048), certificate, Nonce);
        Assert.True(ProofOfPossession.Verify(policy, TestKeys.Of(2048), certificate, Nonce, proof));
        Assert.False(ProofOfPossession.Verify(policy, TestKeys.Of(2048), [1, 2, 4], Nonce, proof));
        Assert.False(ProofOfPossession.Verify(policy, TestKeys.Of(2048), certificate, new byte[32], proof));
        Assert.False(ProofOfPossession.Verify(policy, TestKeys.Other, certificate, Nonce, proof));
    }
}
