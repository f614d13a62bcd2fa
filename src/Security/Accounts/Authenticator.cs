namespace Millwright.Security.Accounts;

/// <summary>How a try to sign in with a password ended.</summary>
/// <param name="Account">Who, when it was right.</param>
/// <param name="RetryAfter">How long to wait, when too many were wrong; zero otherwise.</param>
public readonly record struct PasswordAttempt(Account? Account, TimeSpan RetryAfter)
{
    public bool IsLocked => RetryAfter > TimeSpan.Zero;
}

/// <summary>
/// Checks a name and a password. Unknown names and wrong passwords take the same time and give the same answer
/// (IEC 62443-4-2, CR 1.10 and 1.11).
/// </summary>
public sealed class Authenticator(AccountBook accounts, PasswordHasher hasher, Lockout lockout)
{
    /// <summary>Tries once. Blocks for the time of one hash, several tenths of a second.</summary>
    /// <param name="name">As typed.</param>
    /// <param name="password">As typed.</param>
    /// <param name="remoteAddress">Where from.</param>
    /// <param name="isLocal">
    /// True for the node's own console: its waits are counted apart, so that nobody can lock the operator out from the network.
    /// </param>
    public PasswordAttempt Try(string name, string password, string remoteAddress, bool isLocal)
    {
        var accountKey = (isLocal ? "local:" : "network:") + (name.Length > AccountName.MaxLength ? name[..AccountName.MaxLength] : name);
        var addressKey = "address:" + remoteAddress;
        var wait = lockout.Begin(accountKey, addressKey);
        if (wait > TimeSpan.Zero)
            return new(null, wait);
        var known = accounts.TryFind(name, out var account) && account.PasswordHash is not null;
        var right = known ? PasswordHasher.Verify(password, account!.PasswordHash!) : hasher.VerifyNobody(password);
        if (!right)
            return default;
        lockout.Succeeded(accountKey, addressKey);
        accounts.Seen(account!.Name);
        return new(account, TimeSpan.Zero);
    }
}
