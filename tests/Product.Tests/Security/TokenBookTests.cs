using Millwright.Fakes;
using Millwright.Model;
using Millwright.Security;
using Millwright.Security.Accounts;

namespace Millwright.Product.Tests.Security;

public sealed class TokenBookTests
{
    private readonly ManualClock _clock = new();
    private readonly KeptTokens _store = new();

    [Fact]
    public void A_token_outlives_a_restart_and_only_its_hash_is_kept()
    {
        Assert.Equal(AccountChange.Done, Book().Add("grafana", Role.Viewer, "ann", null, out var token));
        Assert.True(Book().TryFind(token!, out var found));
        Assert.Equal(("grafana", Role.Viewer, "ann"), (found.Name, found.Role, found.CreatedBy));
        Assert.DoesNotContain(token!, string.Join(' ', _store.Kept), StringComparison.Ordinal);
        Assert.Equal(64, _store.Kept.Single().Hash.Length);
    }

    [Fact]
    public void A_token_that_is_taken_back_opens_nothing_also_after_a_restart()
    {
        var book = Book();
        book.Add("grafana", Role.Viewer, "ann", null, out var token);
        Assert.Equal(AccountChange.Done, book.Remove("Grafana"));
        Assert.False(book.TryFind(token!, out _));
        Assert.False(Book().TryFind(token!, out _));
        Assert.Equal(AccountChange.Unknown, book.Remove("grafana"));
    }

    [Fact]
    public void A_token_ends_at_its_time()
    {
        var book = Book();
        book.Add("script", Role.Operator, "ann", TimeSpan.FromDays(1), out var token);
        _clock.Advance(TimeSpan.FromHours(23));
        Assert.True(book.TryFind(token!, out _));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(book.TryFind(token!, out _));
    }

    [Fact]
    public void A_name_is_given_once_and_a_node_keeps_so_many()
    {
        var book = Book();
        for (var i = 0; i < TokenBook.MaxTokens; i++)
            Assert.Equal(AccountChange.Done, book.Add($"t{i}", Role.Viewer, "ann", null, out _));
        Assert.Equal(AccountChange.Exists, book.Add("T7", Role.Viewer, "ann", null, out var token));
        Assert.Null(token);
        Assert.Equal(AccountChange.Full, book.Add("more", Role.Viewer, "ann", null, out _));
    }

    [Fact]
    public void What_cannot_be_stored_changes_nothing()
    {
        var book = Book();
        book.Add("grafana", Role.Viewer, "ann", null, out var token);
        _store.Failure = new IOException("disk full");
        Assert.Throws<IOException>(() => book.Remove("grafana"));
        Assert.Throws<IOException>(() => book.Add("other", Role.Viewer, "ann", null, out _));
        Assert.True(book.TryFind(token!, out _));
        Assert.Single(book.All);
    }

    [Fact]
    public void The_last_use_is_seen()
    {
        var book = Book();
        book.Add("grafana", Role.Viewer, "ann", null, out var token);
        Assert.True(book.All.Single().LastUsed.IsNone);
        book.TryFind(token!, out _);
        Assert.Equal(Timestamp.Now(_clock), book.All.Single().LastUsed);
        book.Add("other", Role.Viewer, "ann", null, out _);
        Assert.Equal(Timestamp.Now(_clock), book.All[0].LastUsed);
    }

    private TokenBook Book() => new(_store, _clock);

    private sealed class KeptTokens : ITokenStore
    {
        public IReadOnlyList<ApiToken> Kept { get; private set; } = [];

        public Exception? Failure { get; set; }

        public IReadOnlyList<ApiToken> Load() => Kept;

        public void Save(IReadOnlyList<ApiToken> tokens)
        {
            if (Failure is { } failure)
                throw failure;
            Kept = tokens;
        }
    }
}
