using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Messages;

namespace Millwright.OpcUa.Client;

/// <summary>As whom a client signs in (OPC 10000-4, 7.41).</summary>
public sealed class UserIdentity
{
    private UserIdentity(UserTokenType type) => Type = type;

    /// <summary>Nobody. To be asked for by name: it is never a fallback.</summary>
    public static UserIdentity Anonymous { get; } = new(UserTokenType.Anonymous);

    public UserTokenType Type { get; }

    internal string Name { get; private init; } = "";

    internal byte[] Secret { get; private init; } = [];

    internal X509Certificate2? Certificate { get; private init; }

    /// <summary>A user with a password.</summary>
    public static UserIdentity Password(string name, string password) =>
        new(UserTokenType.UserName) { Name = name, Secret = System.Text.Encoding.UTF8.GetBytes(password) };

    /// <summary>A user with a certificate and its RSA key.</summary>
    /// <exception cref="ArgumentException">The certificate comes without its key.</exception>
    public static UserIdentity X509(X509Certificate2 certificate) => certificate.HasPrivateKey
        ? new(UserTokenType.Certificate) { Name = certificate.Subject, Certificate = certificate }
        : throw new ArgumentException("The user's certificate comes without its key.", nameof(certificate));

    /// <summary>A user by a token that an authorization service issued, such as a JWT.</summary>
    public static UserIdentity IssuedToken(ReadOnlySpan<byte> token) => new(UserTokenType.IssuedToken) { Secret = token.ToArray() };

    /// <summary>Never the secret.</summary>
    public override string ToString() => Name.Length == 0 ? Type.ToString() : $"{Type} '{Name}'";
}
