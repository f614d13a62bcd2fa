using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Makes the identity token of an ActivateSession request (OPC 10000-4, 7.41).</summary>
internal static class UserTokens
{
    private static readonly SignatureData NoSignature = new(null, null);

    /// <param name="options">Who signs in.</param>
    /// <param name="endpoint">The endpoint, which says what it takes.</param>
    /// <param name="serverChain">The server's certificate, DER.</param>
    /// <param name="serverNonce">The last nonce the server gave.</param>
    /// <exception cref="UaException">BadIdentityTokenRejected or BadSecurityModeInsufficient, with what to do.</exception>
    public static (ExtensionObject Token, SignatureData Signature) Create(
        OpcUaClientOptions options, EndpointDescription endpoint, byte[] serverChain, byte[] serverNonce)
    {
        var user = options.User;
        var (token, policy) = EndpointChoice.Tokens(endpoint, user.Type)
            .Select(t => (Token: t, Policy: SecurityPolicy.Find(string.IsNullOrEmpty(t.SecurityPolicyUri) ? endpoint.SecurityPolicyUri : t.SecurityPolicyUri)))
            .MaxBy(t => t.Policy?.Strength ?? -1);
        if (token is null || policy is null)
            throw new UaException(StatusCodes.BadIdentityTokenRejected, $"the endpoint takes no {user.Type} sign-in");
        switch (user.Type)
        {
            case UserTokenType.UserName:
                var password = Seal(options, endpoint, policy, serverChain, serverNonce, user.Secret, out var algorithm);
                return (Pack(new UserNameIdentityToken(token.PolicyId, user.Name, password, algorithm)), NoSignature);
            case UserTokenType.IssuedToken:
                var issued = Seal(options, endpoint, policy, serverChain, serverNonce, user.Secret, out algorithm);
                return (Pack(new IssuedIdentityToken(token.PolicyId, issued, algorithm)), NoSignature);
            case UserTokenType.Certificate:
                return (Pack(new X509IdentityToken(token.PolicyId, user.Certificate!.RawData)), Sign(user.Certificate, policy, serverChain, serverNonce));
            default:
                return (Pack(new AnonymousIdentityToken(token.PolicyId)), NoSignature);
        }
    }

    private static byte[] Seal(
        OpcUaClientOptions options, EndpointDescription endpoint, SecurityPolicy policy, byte[] serverChain, byte[] serverNonce, byte[] secret, out string? algorithm)
    {
        algorithm = policy.EncryptionUri;
        if (policy.IsNone)
        {
            // An encrypted channel protects it; without either, everybody on the wire could read it.
            if (endpoint.SecurityMode != MessageSecurityMode.SignAndEncrypt && !options.AllowPlainPassword)
            {
                throw new UaException(
                    StatusCodes.BadSecurityModeInsufficient,
                    "the password would travel unencrypted; choose an endpoint with SignAndEncrypt, or allow it with AllowPlainPassword in a laboratory");
            }
            return secret;
        }
        if (endpoint.SecurityMode == MessageSecurityMode.None)
            CheckServer(options, endpoint, serverChain, policy);
        using var server = RemoteCertificate.Parse(serverChain);
        return TokenSecret.Encrypt(policy, server.PublicKey, secret, serverNonce);
    }

    // On a channel without security nobody has judged the certificate that the secret is encrypted for.
    private static void CheckServer(OpcUaClientOptions options, EndpointDescription endpoint, byte[] serverChain, SecurityPolicy policy)
    {
        var expected = new CertificateExpectations
        {
            Role = PeerRole.Server,
            Peer = endpoint.EndpointUrl ?? "",
            MinKeyBits = policy.MinKeyBits,
            MaxKeyBits = policy.MaxKeyBits,
        };
        var verdict = options.Guard?.Judge(serverChain, expected);
        if (verdict is { IsTrusted: true } || options.AllowPlainPassword)
            return;
        throw new UaException(verdict?.Status ?? StatusCodes.BadCertificateUntrusted, verdict?.Message ?? "no server's certificate is trusted here, so none is given a password");
    }

    private static SignatureData Sign(X509Certificate2 user, SecurityPolicy policy, byte[] serverChain, byte[] serverNonce)
    {
        if (policy.IsNone)
            return NoSignature;
        using var key = user.GetRSAPrivateKey()
            ?? throw new UaException(StatusCodes.BadIdentityTokenInvalid, "the user's certificate has no RSA key");
        return new SignatureData(policy.SignatureUri, ProofOfPossession.Sign(policy, key, CertificateChain.Leaf(serverChain), serverNonce));
    }

    private static ExtensionObject Pack<T>(T token)
        where T : IUaMessage<T>
    {
        using var writer = new UaWriter(256);
        token.Encode(writer);
        return new ExtensionObject(new NodeId(T.EncodingId), writer.Written.ToArray());
    }
}
