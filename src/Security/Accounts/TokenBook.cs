using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Millwright.Model;
using Millwright.Security.Sessions;

namespace Millwright.Security.Accounts;

/// <summary>Where the tokens are kept between starts.</summary>
public interface ITokenStore
{
    IReadOnlyList<ApiToken> Load();

    /// <summary>Replaces all tokens; returns when they are durable.</summary>
    /// <exception cref="IOException">They are as they were before.</exception>
    void Save(IReadOnlyList<ApiToken> tokens);
}

/// <summary>All lasting tokens. A change is durable before it counts: one that is taken back never opens anything again. From any thread.</summary>
public sealed class TokenBook
{
    /// <summary>The most tokens one node keeps.</summary>
    public const int MaxTokens = 1_000;

    /// <summary>The longest that a token lasts, unless for ever.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(3_660);

    private readonly Lock _gate = new();
    private readonly ITokenStore? _store;
    private readonly TimeProvider _clock;
    private volatile FrozenDictionary<TokenHash, Entry> _tokens;

    /// <param name="store">Where they are kept; null for a node that forgets them when it ends.</param>
    /// <param name="clock">For the end of each.</param>
    /// <exception cref="IOException">They cannot be read.</exception>
    public TokenBook(ITokenStore? store, TimeProvider clock)
    {
        (_store, _clock) = (store, clock);
        _tokens = Index(store?.Load() ?? [], FrozenDictionary<TokenHash, Entry>.Empty);
    }

    /// <summary>The tokens with the time of their last use since the start, none for unused, by name.</summary>
    public IReadOnlyList<(ApiToken Token, Timestamp LastUsed)> All =>
        [.. _tokens.Values.Select(e => (e.Token, new Timestamp(Volatile.Read(ref e.LastUsed)))).OrderBy(t => t.Token.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Makes a token.</summary>
    /// <param name="name">As <see cref="AccountName"/> allows.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="by">Who makes it.</param>
    /// <param name="lifetime">At most <see cref="MaxLifetime"/>; null for ever.</param>
    /// <param name="token">The token, which is told only here.</param>
    /// <exception cref="IOException">It could not be stored; nothing changed.</exception>
    public AccountChange Add(string name, Role role, string by, TimeSpan? lifetime, out string? token)
    {
        if (AccountName.Problem(name) is { } problem)
            throw new ArgumentException(problem, nameof(name));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime ?? TimeSpan.Zero, MaxLifetime);
        token = null;
        lock (_gate)
        {
            if (_tokens.Values.Any(e => Same(e.Token.Name, name)))
                return AccountChange.Exists;
            if (_tokens.Count >= MaxTokens)
                return AccountChange.Full;
            var fresh = Token.New();
            var now = Timestamp.Now(_clock);
            Put([.. _tokens.Values.Select(e => e.Token), new(name, role, Token.HashOf(fresh).Hex, now, by, lifetime is { } length ? now + length : Timestamp.None)]);
            token = fresh;
            return AccountChange.Done;
        }
    }

    /// <summary>Takes a token back.</summary>
    /// <exception cref="IOException">It could not be stored; nothing changed.</exception>
    public AccountChange Remove(string name)
    {
        lock (_gate)
        {
            var rest = _tokens.Values.Select(e => e.Token).Where(t => !Same(t.Name, name)).ToList();
            if (rest.Count == _tokens.Count)
                return AccountChange.Unknown;
            Put(rest);
            return AccountChange.Done;
        }
    }

    /// <summary>Finds a token that is carried, and notes its use; one that has ended is not found.</summary>
    public bool TryFind(string carried, [NotNullWhen(true)] out ApiToken? token)
    {
        token = null;
        if (carried.Length != Token.Length || !_tokens.TryGetValue(Token.HashOf(carried), out var entry))
            return false;
        var now = Timestamp.Now(_clock);
        if (!entry.Token.ExpiresAt.IsNone && now >= entry.Token.ExpiresAt)
            return false;
        Volatile.Write(ref entry.LastUsed, now.Ticks);
        token = entry.Token;
        return true;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static FrozenDictionary<TokenHash, Entry> Index(IReadOnlyList<ApiToken> tokens, FrozenDictionary<TokenHash, Entry> before) =>
        tokens.ToFrozenDictionary(t => new TokenHash(t.Hash), t => before.GetValueOrDefault(new(t.Hash)) ?? new Entry(t));

    private void Put(IReadOnlyList<ApiToken> tokens)
    {
        _store?.Save(tokens);
        _tokens = Index(tokens, _tokens);
    }

    private sealed class Entry(ApiToken token)
    {
        /// <summary>Ticks, see <see cref="Timestamp"/>.</summary>
        public long LastUsed;

        public ApiToken Token { get; } = token;
    }
}
