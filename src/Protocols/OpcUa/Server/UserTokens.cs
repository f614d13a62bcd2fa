using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Turns the token of an ActivateSession into a user (OPC 10000-4, 7.41).</summary>
internal sealed class UserTokens(OpcUaServerOptions options, EndpointList endpoints)
{
    /// <summary>The user of a token.</summary>
    /// <exception cref="UaException">BadIdentityTokenInvalid or BadIdentityTokenRejected, BadUserSignatureInvalid, BadUserAccessDenied.</exception>
    public async ValueTask<UserIdentity> VerifyAsync(ServerChannel channel, byte[] nonce, ExtensionObject token, SignatureData signature, CancellationToken cancellation)
    {
        var users = options.Users;
        if (token.IsNull || token.TryDecode<AnonymousIdentityToken>(out _))
        {
            return users.AllowAnonymous
                ? UserIdentity.Anonymous
                : throw new UaException(StatusCodes.BadIdentityTokenRejected, "this server wants a user; anonymous sessions are not allowed");
        }
        if (token.TryDecode<UserNameIdentityToken>(out var byName))
        {
            var verify = users.UserName ?? throw NotOffered("user names");
            var password = System.Text.Encoding.UTF8.GetString(Secret(channel, nonce, byName.Password, byName.EncryptionAlgorithm));
            return await verify(byName.UserName ?? "", password, channel.Peer, cancellation).ConfigureAwait(false) ?? throw Denied(byName.UserName);
        }
        if (token.TryDecode<X509IdentityToken>(out var byCertificate))
        {
            var verify = users.Certificate ?? throw NotOffered("user certificates");
            using var certificate = Prove(channel, nonce, byCertificate, signature);
            return await verify(certificate, cancellation).ConfigureAwait(false) ?? throw Denied(certificate.Subject);
        }
        if (token.TryDecode<IssuedIdentityToken>(out var issued))
        {
            var verify = users.IssuedToken ?? throw NotOffered("issued tokens");
            var text = System.Text.Encoding.UTF8.GetString(Secret(channel, nonce, issued.TokenData, issued.EncryptionAlgorithm));
            return await verify(text, cancellation).ConfigureAwait(false) ?? throw Denied("the token's subject");
        }
        throw new UaException(StatusCodes.BadIdentityTokenInvalid, $"the user token {token.TypeId} is of no kind this server knows");
    }

    private static UaException NotOffered(string what) => new(StatusCodes.BadIdentityTokenRejected, $"this server does not take {what}");

    private static UaException Denied(string? who) => new(StatusCodes.BadUserAccessDenied, $"'{who}' is not let in");

    private byte[] Secret(ServerChannel channel, byte[] nonce, byte[]? data, string? algorithm)
    {
        var policy = endpoints.SecretPolicy(channel.Policy);
        if (policy is null)
        {
            return options.Users.AllowPlainPasswords && string.IsNullOrEmpty(algorithm)
                ? data ?? []
                : throw new UaException(StatusCodes.BadIdentityTokenRejected, "a secret without encryption on a channel without security");
        }
        if (algorithm != policy.EncryptionUri)
            throw new UaException(StatusCodes.BadIdentityTokenInvalid, $"the secret must be encrypted with {policy.EncryptionUri}");
        var key = channel.Identity?.PrivateKey ?? options.Channels.Identity?.PrivateKey;
        return (key is null ? null : TokenSecret.Decrypt(policy, key, data, nonce))
            ?? throw new UaException(StatusCodes.BadIdentityTokenInvalid, "the secret was not encrypted for this server and its last nonce");
    }

    private X509Certificate2 Prove(ServerChannel channel, byte[] nonce, X509IdentityToken token, SignatureData signature)
    {
        var policy = endpoints.SecretPolicy(channel.Policy);
        var own = (channel.Identity ?? options.Channels.Identity)?.Leaf;
        if (policy is null || own is null)
            throw NotOffered("user certificates without a certificate of its own");
        X509Certificate2 certificate;
        try
        {
            certificate = X509CertificateLoader.LoadCertificate(token.CertificateData ?? []);
        }
        catch (CryptographicException malformed)
        {
            throw new UaException(StatusCodes.BadIdentityTokenInvalid, "the user's certificate is none", malformed);
        }
        using var key = certificate.GetRSAPublicKey();
        if (key is null || !ProofOfPossession.Verify(policy, key, own, nonce, signature.Signature))
        {
            certificate.Dispose();
            throw new UaException(StatusCodes.BadUserSignatureInvalid, "the user did not prove to own the certificate's key");
        }
        return certificate;
    }
}
