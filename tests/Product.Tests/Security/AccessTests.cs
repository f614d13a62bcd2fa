using System.Text;
using Millwright.Fakes;
using Millwright.Model;
using Millwright.Security;
using Millwright.Security.Accounts;
using Millwright.Security.Audit;
using Millwright.Security.Sessions;

namespace Millwright.Product.Tests.Security;

/// <summary>Names, links, tokens and their limits.</summary>
public sealed class AccessTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData("a.miller", true)]
    [InlineData("jürgen+night_shift@acme-1", true)]
    [InlineData("x", true)]
    [InlineData("", false)]
    [InlineData("   ", false)]
    [InlineData(null, false)]
    [InlineData("a miller", false)]
    [InlineData("a/b", false)]
    [InlineData("<script>", false)]
    [InlineData("line\nfeed", false)]
    [InlineData("nul\0", false)]
    public void An_account_has_a_name_that_harms_no_log_and_no_path(string? name, bool isGood) =>
        Assert.Equal(isGood, AccountName.Problem(name) is null);

    [Fact]
    public void An_account_name_has_at_most_64_characters()
    {
        Assert.Null(AccountName.Problem(new string('a', 64)));
        Assert.Contains("65", AccountName.Problem(new string('a', 65)), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new AccountBook(new MemoryAccounts(), _clock).Add(new string('a', 65), Role.Viewer, null));
    }

    [Fact]
    public void An_account_never_shows_its_hash() =>
        Assert.DoesNotContain("the-hash", new Account("ann", Role.Admin, "the-hash", default, default).ToString(), StringComparison.Ordinal);

    [Fact]
    public void An_administrator_without_a_password_does_not_count_as_one()
    {
        var accounts = new AccountBook(new MemoryAccounts(), _clock);
        accounts.Add("ann", Role.Admin, null);
        Assert.False(accounts.HasAdmin);
        accounts.Add("bob", Role.Admin, "hash");
        Assert.True(accounts.HasAdmin);
        Assert.Equal(AccountChange.LastAdmin, accounts.Remove("bob"));
        accounts.SetPassword("ann", "hash");
        Assert.Equal(AccountChange.Done, accounts.Remove("bob"));
    }

    [Fact]
    public void A_change_is_told_once_it_is_stored_and_not_when_it_fails()
    {
        var store = new MemoryAccounts();
        var accounts = new AccountBook(store, _clock);
        var told = new List<string>();
        accounts.Changed += told.Add;
        accounts.Add("ann", Role.Admin, "old");
        accounts.Add("bob", Role.Viewer, "old");
        Assert.Empty(told);
        accounts.SetPassword("BOB", "new");
        accounts.Remove("bob");
        Assert.Equal(AccountChange.Unknown, accounts.Remove("bob"));
        Assert.Equal(AccountChange.Unknown, accounts.SetPassword("bob", "x"));
        Assert.Equal(["BOB", "bob"], told);
        Assert.Equal(["ann"], store.Stored.Select(a => a.Name));
    }

    [Fact]
    public void Seeing_somebody_is_remembered_without_a_disk()
    {
        var store = new MemoryAccounts();
        var accounts = new AccountBook(store, _clock);
        accounts.Add("ann", Role.Admin, "hash");
        accounts.Seen("Ann");
        Assert.Equal(Timestamp.Now(_clock), accounts.All[0].LastSeen);
        Assert.True(store.Stored[0].LastSeen.IsNone);
    }

    [Fact]
    public void A_full_book_says_so()
    {
        var accounts = new AccountBook(new MemoryAccounts(), _clock);
        for (var i = 0; i < AccountBook.MaxAccounts; i++)
            Assert.Equal(AccountChange.Done, accounts.Add($"user{i}", Role.Viewer, null));
        Assert.Equal(AccountChange.Full, accounts.Add("one.more", Role.Viewer, null));
        Assert.Equal(AccountChange.Exists, accounts.Add("user7", Role.Viewer, null));
    }

    [Fact]
    public void Sixteen_links_wait_and_the_oldest_gives_way()
    {
        var links = new OneTimeLinks(_clock);
        var tokens = new List<string>();
        for (var i = 0; i <= OneTimeLinks.MaxWaiting; i++)
        {
            tokens.Add(links.Issue(new($"user{i}", Role.Viewer)));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.False(links.TryRedeem(tokens[0], out _));
        Assert.All(tokens[1..], t => Assert.True(links.TryRedeem(t, out _)));
        Assert.All(tokens, t => Assert.False(links.TryRedeem(t, out _)));
    }

    [Fact]
    public void Links_of_one_account_are_taken_back_and_the_others_stay()
    {
        var links = new OneTimeLinks(_clock);
        var (ann, bob, first) = (links.Issue(new("ann", Role.Admin)), links.Issue(new("bob", Role.Viewer)), links.Issue(new(null, Role.Admin)));
        links.Revoke("ANN");
        Assert.False(links.TryRedeem(ann, out _));
        Assert.True(links.TryRedeem(bob, out var grant));
        Assert.Equal(("bob", Role.Viewer), (grant.Account, grant.Role));
        links.RevokeAll();
        Assert.False(links.TryRedeem(first, out _));
    }

    [Fact]
    public void Many_at_once_use_a_link_once()
    {
        var links = new OneTimeLinks(_clock);
        var token = links.Issue(new(null, Role.Admin));
        var let = 0;
        Parallel.For(0, 64, _ =>
        {
            if (links.TryRedeem(token, out var _))
                Interlocked.Increment(ref let);
        });
        Assert.Equal(1, let);
    }

    [Fact]
    public void A_token_belongs_to_its_identity_until_it_is_taken_back()
    {
        var tokens = new ApiTokens();
        var (script, other) = (tokens.Issue(new("script", Role.Operator, "rest")), tokens.Issue(new("other", Role.Viewer, "rest")));
        Assert.True(tokens.TryFind(script, out var who));
        Assert.Equal(("script", Role.Operator), (who.Name, who.Role));
        Assert.False(tokens.TryFind(script[..^1], out _));
        Assert.False(tokens.TryFind(script[..^1] + (script[^1] == 'A' ? 'B' : 'A'), out _));
        Assert.False(tokens.TryFind("", out _));
        tokens.Revoke(script);
        Assert.False(tokens.TryFind(script, out _));
        Assert.True(tokens.TryFind(other, out _));
    }

    [Fact]
    public void When_there_are_too_many_sessions_nobody_else_comes_in_until_some_have_ended()
    {
        var sessions = new SessionTable(new() { MaxSessions = 3, MaxPerAccount = 2 }, _clock);
        Assert.NotNull(sessions.Open("ann", Role.Viewer, SignInMethod.Password));
        Assert.NotNull(sessions.Open("ann", Role.Viewer, SignInMethod.Password));
        Assert.NotNull(sessions.Open("bob", Role.Viewer, SignInMethod.Password));
        Assert.Null(sessions.Open("cid", Role.Viewer, SignInMethod.Password));
        // An account's own oldest gives way to it.
        Assert.NotNull(sessions.Open("ANN", Role.Viewer, SignInMethod.Password));
        Assert.Equal(3, sessions.Count);
        _clock.Advance(TimeSpan.FromHours(8));
        Assert.NotNull(sessions.Open("cid", Role.Viewer, SignInMethod.Password));
        Assert.Equal(1, sessions.Count);
    }

    [Fact]
    public void Sessions_end_by_one_by_account_and_those_without_one()
    {
        var sessions = new SessionTable(new(), _clock);
        var (a, b, bob, nameless) = (Open("ann"), Open("Ann"), Open("bob"), Open(null));
        Assert.True(sessions.TryFind(b, isUse: false, out var second));
        sessions.CloseAll("ANN", second.Id);
        Assert.Equal([false, true, true, true], Alive());
        sessions.CloseNameless();
        Assert.Equal([false, true, true, false], Alive());
        sessions.Close(second.Id);
        Assert.Equal([false, false, true, false], Alive());

        string Open(string? account) => sessions.Open(account, Role.Viewer, SignInMethod.Link)!;

        bool[] Alive() => [.. new[] { a, b, bob, nameless }.Select(t => sessions.TryFind(t, isUse: false, out _))];
    }

    [Fact]
    public void A_session_by_link_gets_the_account_that_was_made_for_it()
    {
        var sessions = new SessionTable(new(), _clock);
        var token = sessions.Open(null, Role.Admin, SignInMethod.Link)!;
        Assert.True(sessions.TryFind(token, isUse: false, out var session));
        sessions.Bind(session.Id, "root");
        Assert.True(sessions.TryFind(token, isUse: false, out var bound));
        Assert.Equal("root", bound.Account);
        sessions.CloseAll("root");
        Assert.False(sessions.TryFind(token, isUse: false, out _));
    }

    [Fact]
    public void Failures_are_forgotten_after_an_hour_of_quiet_and_never_wait_longer_than_promised()
    {
        var lockout = new Lockout(new(), _clock);
        for (var i = 0; i < 40; i++)
        {
            var wait = lockout.Begin("ann");
            Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromMinutes(15));
            _clock.Advance(wait);
        }
        lockout.Begin("ann");
        Assert.Equal(TimeSpan.FromMinutes(15), lockout.Begin("ann"));
        _clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 5; i++)
            Assert.Equal(TimeSpan.Zero, lockout.Begin("ann"));
        Assert.Equal(TimeSpan.FromSeconds(2), lockout.Begin("ann"));
    }

    [Fact]
    public void A_flood_of_names_forgets_the_oldest_and_takes_no_more_room()
    {
        var lockout = new Lockout(new() { MaxKeys = 100, FreeFailures = 0 }, _clock);
        lockout.Begin("ann");
        Assert.Equal(TimeSpan.FromSeconds(2), lockout.Begin("ann"));
        for (var i = 0; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            lockout.Begin($"name{i}");
        }
        Assert.Equal(TimeSpan.Zero, lockout.Begin("ann"));
        Assert.Equal(TimeSpan.FromSeconds(2), lockout.Begin("name99"));
    }

    [Fact]
    public void Many_guesses_at_once_gain_nothing()
    {
        var lockout = new Lockout(new(), _clock);
        var tried = 0;
        Parallel.For(0, 200, _ =>
        {
            if (lockout.Begin("ann", "address:10.0.0.1") == TimeSpan.Zero)
                Interlocked.Increment(ref tried);
        });
        Assert.Equal(5, tried);
        lockout.Succeeded("ann", "address:10.0.0.1");
        Assert.Equal(TimeSpan.Zero, lockout.Begin("ann", "address:10.0.0.1"));
    }

    [Fact]
    public void A_chain_is_checked_line_by_line_without_any_file()
    {
        var head = AuditHead.Empty;
        var lines = new List<ReadOnlyMemory<byte>>();
        for (var i = 1; i <= 4; i++)
            lines.Add(AuditChain.Append(head, new(i, Timestamp.Now(_clock), new("ann", Role.Admin, "page", "write", $"tag {i}", "1", AuditEntry.Done, null)), out head).AsMemory()[..^1]);
        Assert.Null(AuditChain.Verify(AuditHead.Empty, lines, head));
        Assert.Equal("ann", AuditChain.Read(lines[2].Span)!.Entry.Who);
        Assert.Throws<ArgumentException>(() => AuditChain.Append(head, new(9, default, new("ann", null, "page", "write", null, null, AuditEntry.Done, null)), out _));
        Assert.Equal(5, AuditChain.Verify(AuditHead.Empty, lines, head with { Id = 7 })!.RecordId);
        Assert.Equal(4, AuditChain.Verify(AuditHead.Empty, lines, head with { Hash = new string('0', AuditHead.HashLength) })!.RecordId);
        Assert.Equal(2, AuditChain.Verify(AuditHead.Empty, [lines[0], .. lines[2..]], head)!.RecordId);
        Assert.Equal(3, AuditChain.Verify(AuditHead.Empty, [lines[0], lines[1], Encoding.UTF8.GetBytes("nothing")], head)!.RecordId);
        Assert.Equal(1, AuditChain.Verify(AuditHead.Empty, [Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(lines[0].Span).Replace("tag 1", "tag 9", StringComparison.Ordinal)), .. lines[1..]], head)!.RecordId);
    }
}
