using System.Security.Cryptography.X509Certificates;

namespace Millwright.OpcUa.Server;

/// <summary>Recognises users. What is null is not offered to clients. Null as an answer refuses the user.</summary>
public sealed record UserVerifiers
{
    /// <summary>Lets clients in without a user.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Offers user names also where the password could travel unencrypted: on an endpoint without security of a server without a certificate.</summary>
    public bool AllowPlainPasswords { get; init; }

    /// <summary>Checks a user name, its password and the client's address, for lockouts.</summary>
    public Func<string, string, string, CancellationToken, ValueTask<UserIdentity?>>? UserName { get; init; }

    /// <summary>Checks a user's certificate; that the client has its key was proved before.</summary>
    public Func<X509Certificate2, CancellationToken, ValueTask<UserIdentity?>>? Certificate { get; init; }

    /// <summary>Checks a token of an authorization service, mostly a JWT.</summary>
    public Func<string, CancellationToken, ValueTask<UserIdentity?>>? IssuedToken { get; init; }
}
