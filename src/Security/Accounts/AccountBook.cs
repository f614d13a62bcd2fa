using System.Diagnostics.CodeAnalysis;
using Millwright.Model;

namespace Millwright.Security.Accounts;

/// <summary>Where the accounts are kept between starts.</summary>
public interface IAccountStore
{
    IReadOnlyList<Account> Load();

    /// <summary>Replaces all accounts; returns when they are durable.</summary>
    /// <exception cref="IOException">They are as they were before.</exception>
    void Save(IReadOnlyList<Account> accounts);
}

/// <summary>How a change of the accounts ended.</summary>
public enum AccountChange
{
    Done,
    Exists,
    Unknown,
    /// <summary>It would leave nobody who can manage users.</summary>
    LastAdmin,
    /// <summary>There are as many accounts as one node keeps.</summary>
    Full,
}

/// <summary>All accounts. A change is durable before it counts. From any thread.</summary>
public sealed class AccountBook
{
    /// <summary>The most accounts one node keeps.</summary>
    public const int MaxAccounts = 1_000;

    private readonly Lock _gate = new();
    private readonly IAccountStore _store;
    private readonly TimeProvider _clock;
    private volatile IReadOnlyList<Account> _accounts;

    public AccountBook(IAccountStore store, TimeProvider clock)
    {
        _store = store;
        _clock = clock;
        _accounts = store.Load();
    }

    /// <summary>Raised after an account is gone or its role or password changed, with its name: its sessions must end.</summary>
    public event Action<string>? Changed;

    public IReadOnlyList<Account> All => _accounts;

    /// <summary>True once somebody can sign in with a password and manage users; before, only a one-time link lets anybody in.</summary>
    public bool HasAdmin => _accounts.Any(IsUsableAdmin);

    public bool TryFind(string name, [NotNullWhen(true)] out Account? account)
    {
        account = _accounts.FirstOrDefault(a => Same(a.Name, name));
        return account is not null;
    }

    /// <summary>Makes an account.</summary>
    /// <exception cref="IOException">It could not be stored; nothing changed.</exception>
    public AccountChange Add(string name, Role role, string? passwordHash)
    {
        if (AccountName.Problem(name) is { } problem)
            throw new ArgumentException(problem, nameof(name));
        lock (_gate)
        {
            if (TryFind(name, out _))
                return AccountChange.Exists;
            if (_accounts.Count >= MaxAccounts)
                return AccountChange.Full;
            Put([.. _accounts, new(name, role, passwordHash, Timestamp.Now(_clock), Timestamp.None)]);
            return AccountChange.Done;
        }
    }

    /// <summary>Takes an account away; its sessions end.</summary>
    /// <exception cref="IOException">It could not be stored; nothing changed.</exception>
    public AccountChange Remove(string name)
    {
        lock (_gate)
        {
            if (!TryFind(name, out var account))
                return AccountChange.Unknown;
            var rest = _accounts.Where(a => a != account).ToList();
            if (IsUsableAdmin(account) && !rest.Any(IsUsableAdmin))
                return AccountChange.LastAdmin;
            Put(rest);
        }
        Changed?.Invoke(name);
        return AccountChange.Done;
    }

    /// <summary>Puts another password in place; its sessions end.</summary>
    /// <exception cref="IOException">It could not be stored; nothing changed.</exception>
    public AccountChange SetPassword(string name, string passwordHash)
    {
        lock (_gate)
        {
            if (!TryFind(name, out var account))
                return AccountChange.Unknown;
            Put([.. _accounts.Select(a => a == account ? a with { PasswordHash = passwordHash } : a)]);
        }
        Changed?.Invoke(name);
        return AccountChange.Done;
    }

    /// <summary>Notes a sign-in. Kept in memory until the next change is stored: a sign-in must not fail on a full disk.</summary>
    public void Seen(string name)
    {
        lock (_gate)
        {
            var now = Timestamp.Now(_clock);
            _accounts = [.. _accounts.Select(a => Same(a.Name, name) ? a with { LastSeen = now } : a)];
        }
    }

    private static bool IsUsableAdmin(Account account) => account is { Role: Role.Admin, PasswordHash: not null };

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private void Put(IReadOnlyList<Account> accounts)
    {
        _store.Save(accounts);
        _accounts = accounts;
    }
}
