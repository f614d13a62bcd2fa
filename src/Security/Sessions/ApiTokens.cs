using System.Diagnostics.CodeAnalysis;

namespace Millwright.Security.Sessions;

/// <summary>Bearer tokens for programs: the command line of this node, scripts. From any thread.</summary>
public sealed class ApiTokens
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TokenHash, Identity> _tokens = [];

    /// <summary>Makes a token; it is told once and cannot be read again.</summary>
    public string Issue(Identity identity)
    {
        var token = Token.New();
        lock (_gate)
            _tokens.Add(Token.HashOf(token), identity);
        return token;
    }

    public bool TryFind(string token, [NotNullWhen(true)] out Identity? identity)
    {
        identity = null;
        if (token.Length != Token.Length)
            return false;
        var key = Token.HashOf(token);
        lock (_gate)
            return _tokens.TryGetValue(key, out identity);
    }

    public void Revoke(string token)
    {
        lock (_gate)
            _tokens.Remove(Token.HashOf(token));
    }
}
