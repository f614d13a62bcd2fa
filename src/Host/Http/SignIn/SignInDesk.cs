using System.Net;
using Millwright.Control.Audit;
using Millwright.Security;
using Millwright.Security.Accounts;
using Millwright.Security.Sessions;

namespace Millwright.Host.Http.SignIn;

/// <summary>Everything that knows who may come in. Made by the composition root, which also issues the first link and the command line's token.</summary>
internal sealed class SignInDesk : IDisposable
{
    /// <summary>The name that acts until the first account has been made.</summary>
    public const string NobodyYet = "first-sign-in";

    private readonly Authenticator _authenticator;
    private readonly SemaphoreSlim _hashing = new(Math.Max(1, Environment.ProcessorCount - 1));
    private int _waiting;

    public SignInDesk(AccountBook accounts, PasswordHasher hasher, IAuditTrail audit, TimeProvider clock, SignInOptions options, ITokenStore? tokens = null)
    {
        Accounts = accounts;
        Hasher = hasher;
        Audit = audit;
        Sessions = new(options.Sessions, clock);
        Links = new(clock);
        Lasting = new(tokens, clock);
        _authenticator = new(accounts, hasher, new(options.Lockout, clock));
        accounts.Changed += name =>
        {
            Sessions.CloseAll(name);
            Links.Revoke(name);
        };
    }

    public AccountBook Accounts { get; }

    public PasswordHasher Hasher { get; }

    public IAuditTrail Audit { get; }

    public SessionTable Sessions { get; }

    public OneTimeLinks Links { get; }

    /// <summary>Tokens that end with the process: the command line's own.</summary>
    public ApiTokens Tokens { get; } = new();

    /// <summary>Tokens of programs, which last.</summary>
    public TokenBook Lasting { get; }

    /// <summary>What a link without a name gives: the first administrator's account, or the right to make it while there is none.</summary>
    public LinkGrant FirstGrant() =>
        Accounts.All.Where(a => a.Role == Role.Admin).MinBy(a => a.CreatedAt) is { } first ? new(first.Name, first.Role) : new(null, Role.Admin);

    /// <summary>Who a session is now: its account may have lost its role, or be gone.</summary>
    public Caller? CallerOf(string token, bool isUse)
    {
        if (!Sessions.TryFind(token, isUse, out var session))
            return null;
        if (session.Account is null)
            return new(new(NobodyYet, session.Role, "page"), session.Method, session, false);
        return Accounts.TryFind(session.Account, out var account)
            ? new(new(account.Name, account.Role, "page"), session.Method, session, account.PasswordHash is not null)
            : null;
    }

    public Caller? BearerOf(string token)
    {
        if (Tokens.TryFind(token, out var identity))
            return new(identity, SignInMethod.Token, null, false);
        return Lasting.TryFind(token, out var lasting) ? new(new($"token:{lasting.Name}", lasting.Role, "rest"), SignInMethod.Token, null, false) : null;
    }

    /// <summary>Tries a password; null when too many are being tried at once.</summary>
    public async ValueTask<PasswordAttempt?> TryPasswordAsync(string name, string password, IPAddress? from, CancellationToken cancellation)
    {
        const int MaxWaiting = 16;
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }
        try
        {
            await _hashing.WaitAsync(cancellation);
            try
            {
                return await Task.Run(
                    () => _authenticator.Try(name, password, from?.ToString() ?? "unknown", from is not null && IPAddress.IsLoopback(from)), CancellationToken.None);
            }
            finally
            {
                _hashing.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Records what is done here. Signing in does not depend on the trail: seeing the plant matters more, and the trail raises its own alarm.</summary>
    public void Record(string who, Role? role, string via, string action, string? target, string result, string? detail = null)
    {
        try
        {
            Audit.Append(new(who, role, via, action, target, null, result, detail));
        }
        catch (AuditUnavailableException)
        {
            // Counted and logged by the trail itself, once per failure.
        }
    }

    public void Dispose() => _hashing.Dispose();
}

/// <summary>How signing in works.</summary>
internal sealed record SignInOptions
{
    public SessionLimits Sessions { get; init; } = new();

    public LockoutOptions Lockout { get; init; } = new();
}
