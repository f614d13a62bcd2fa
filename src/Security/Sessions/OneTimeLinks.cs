using System.Diagnostics.CodeAnalysis;

namespace Millwright.Security.Sessions;

/// <summary>What a one-time link lets in as.</summary>
/// <param name="Account">Whose, null to choose a name after it.</param>
/// <param name="Role">What it grants.</param>
public sealed record LinkGrant(string? Account, Role Role);

/// <summary>Sign-in links that work once and not for long. They end with the process. From any thread.</summary>
public sealed class OneTimeLinks(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>The most that wait to be used; the oldest gives way.</summary>
    public const int MaxWaiting = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<TokenHash, (LinkGrant Grant, long IssuedAt)> _waiting = [];

    /// <summary>The token of a new link.</summary>
    public string Issue(LinkGrant grant)
    {
        var token = Token.New();
        lock (_gate)
        {
            if (_waiting.Count >= MaxWaiting)
                _waiting.Remove(_waiting.MinBy(w => w.Value.IssuedAt).Key);
            _waiting.Add(Token.HashOf(token), (grant, clock.GetTimestamp()));
        }
        return token;
    }

    /// <summary>Uses a link up.</summary>
    public bool TryRedeem(string token, [NotNullWhen(true)] out LinkGrant? grant)
    {
        grant = null;
        if (token.Length != Token.Length)
            return false;
        lock (_gate)
        {
            if (!_waiting.Remove(Token.HashOf(token), out var entry) || clock.GetElapsedTime(entry.IssuedAt) >= Lifetime)
                return false;
            grant = entry.Grant;
            return true;
        }
    }

    /// <summary>Makes the waiting links of an account worthless: it is gone, or has another password.</summary>
    public void Revoke(string account)
    {
        lock (_gate)
        {
            foreach (var (key, entry) in _waiting)
            {
                if (string.Equals(entry.Grant.Account, account, StringComparison.OrdinalIgnoreCase))
                    _waiting.Remove(key);
            }
        }
    }

    /// <summary>Makes every waiting link worthless, as when the first account has been made.</summary>
    public void RevokeAll()
    {
        lock (_gate)
            _waiting.Clear();
    }
}
