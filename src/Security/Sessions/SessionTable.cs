using System.Diagnostics.CodeAnalysis;
using Millwright.Model;

namespace Millwright.Security.Sessions;

/// <summary>How long a session lives.</summary>
public sealed record SessionLimits
{
    /// <summary>From the sign-in, whatever is done: a shift and its handover.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Without a request.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The most at once for one account; the oldest ends for a new one.</summary>
    public int MaxPerAccount { get; init; } = 20;

    /// <summary>The most at once; beyond it nobody can sign in.</summary>
    public int MaxSessions { get; init; } = 2_000;
}

/// <summary>The open sessions, by the hash of their token; they end with the process. Times are monotonic. From any thread.</summary>
public sealed class SessionTable(SessionLimits options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TokenHash, Entry> _sessions = [];
    private long _lastId;

    public int Count
    {
        get
        {
            lock (_gate)
                return _sessions.Count;
        }
    }

    /// <summary>Opens a session.</summary>
    /// <returns>The token to carry, null when there are too many sessions.</returns>
    public string? Open(string? account, Role role, SignInMethod method)
    {
        lock (_gate)
        {
            RemoveExpired();
            var own = _sessions.Where(s => s.Value.Session.Account is { } name && Same(name, account)).ToList();
            if (own.Count >= options.MaxPerAccount)
                _sessions.Remove(own.MinBy(s => s.Value.OpenedAt).Key);
            if (_sessions.Count >= options.MaxSessions)
                return null;
            var token = Token.New();
            var now = clock.GetTimestamp();
            _sessions.Add(Token.HashOf(token), new(new(++_lastId, account, role, method, Timestamp.Now(clock)), now, now));
            return token;
        }
    }

    /// <summary>The session of a token.</summary>
    /// <param name="token">As it was carried.</param>
    /// <param name="isUse">True for something a person did, which begins the idle time anew.</param>
    /// <param name="session">The session.</param>
    public bool TryFind(string token, bool isUse, [NotNullWhen(true)] out Session? session)
    {
        session = null;
        if (token.Length != Token.Length)
            return false;
        var key = Token.HashOf(token);
        lock (_gate)
        {
            if (!_sessions.TryGetValue(key, out var entry))
                return false;
            if (IsExpired(entry))
            {
                _sessions.Remove(key);
                return false;
            }
            if (isUse)
                entry.UsedAt = clock.GetTimestamp();
            session = entry.Session;
            return true;
        }
    }

    /// <summary>Gives a session that came by a link the account that was made for it.</summary>
    public void Bind(long id, string account)
    {
        lock (_gate)
        {
            foreach (var entry in _sessions.Values)
            {
                if (entry.Session.Id == id)
                    entry.Session = entry.Session with { Account = account };
            }
        }
    }

    public void Close(long id) => CloseWhere(s => s.Id == id);

    /// <summary>Ends every session of an account, but for one that may stay.</summary>
    public void CloseAll(string account, long exceptId = 0) => CloseWhere(s => s.Account is { } name && Same(name, account) && s.Id != exceptId);

    /// <summary>Ends every session that no account belongs to: the first account has been made, by one of them.</summary>
    public void CloseNameless() => CloseWhere(s => s.Account is null);

    private static bool Same(string a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private bool IsExpired(Entry entry)
    {
        var now = clock.GetTimestamp();
        return clock.GetElapsedTime(entry.OpenedAt, now) >= options.Longest || clock.GetElapsedTime(entry.UsedAt, now) >= options.Idle;
    }

    private void RemoveExpired()
    {
        foreach (var (key, entry) in _sessions)
        {
            if (IsExpired(entry))
                _sessions.Remove(key);
        }
    }

    private void CloseWhere(Func<Session, bool> condition)
    {
        lock (_gate)
        {
            foreach (var (key, entry) in _sessions)
            {
                if (condition(entry.Session))
                    _sessions.Remove(key);
            }
        }
    }

    private sealed class Entry(Session session, long openedAt, long usedAt)
    {
        public Session Session { get; set; } = session;

        public long OpenedAt { get; } = openedAt;

        public long UsedAt { get; set; } = usedAt;
    }
}
