using Millwright.Fakes;
using Millwright.Security;
using Millwright.Security.Accounts;
using Millwright.Security.Sessions;

namespace Millwright.Product.Tests.Security;

public sealed class SessionTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_session_ends_after_rest_and_after_its_longest_time_whatever_is_done()
    {
        var sessions = new SessionTable(new(), _clock);
        var idle = sessions.Open("ann", Role.Viewer, SignInMethod.Password)!;
        var busy = sessions.Open("bob", Role.Viewer, SignInMethod.Password)!;
        for (var hour = 0; hour < 11; hour++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            Assert.True(sessions.TryFind(busy, isUse: true, out _));
        }
        Assert.False(sessions.TryFind(idle, isUse: true, out _));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(sessions.TryFind(busy, isUse: true, out _));
    }

    [Fact]
    public void Looking_without_use_does_not_keep_a_session_open()
    {
        var sessions = new SessionTable(new(), _clock);
        var token = sessions.Open("ann", Role.Viewer, SignInMethod.Password)!;
        _clock.Advance(TimeSpan.FromHours(7));
        Assert.True(sessions.TryFind(token, isUse: false, out _));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(sessions.TryFind(token, isUse: false, out _));
    }

    [Fact]
    public void A_wall_clock_that_jumps_ends_no_session_and_lengthens_none()
    {
        var sessions = new SessionTable(new(), _clock);
        var token = sessions.Open("ann", Role.Viewer, SignInMethod.Password)!;
        _clock.JumpTo(_clock.GetUtcNow() + TimeSpan.FromDays(1));
        Assert.True(sessions.TryFind(token, isUse: false, out _));
        _clock.JumpTo(_clock.GetUtcNow() - TimeSpan.FromDays(30));
        _clock.Advance(TimeSpan.FromHours(8));
        Assert.False(sessions.TryFind(token, isUse: false, out _));
    }

    [Fact]
    public void Tokens_are_all_different_and_a_changed_one_is_nobodys()
    {
        var sessions = new SessionTable(new() { MaxPerAccount = 2_000 }, _clock);
        var tokens = Enumerable.Range(0, 1_000).Select(_ => sessions.Open("ann", Role.Viewer, SignInMethod.Password)!).ToHashSet();
        Assert.Equal(1_000, tokens.Count);
        var token = tokens.First();
        Assert.Equal(Token.Length, token.Length);
        Assert.False(sessions.TryFind((token[0] == 'A' ? 'B' : 'A') + token[1..], isUse: true, out _));
    }

    [Fact]
    public void The_oldest_session_of_an_account_gives_way_to_one_too_many()
    {
        var sessions = new SessionTable(new() { MaxPerAccount = 2 }, _clock);
        var tokens = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            tokens.Add(sessions.Open("ann", Role.Viewer, SignInMethod.Password)!);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal([false, true, true], tokens.Select(t => sessions.TryFind(t, isUse: false, out _)));
    }

    [Fact]
    public void A_link_works_once_and_for_an_hour()
    {
        var links = new OneTimeLinks(_clock);
        var token = links.Issue(new(null, Role.Admin));
        var late = links.Issue(new(null, Role.Admin));
        Assert.True(links.TryRedeem(token, out var grant));
        Assert.Equal(Role.Admin, grant.Role);
        Assert.False(links.TryRedeem(token, out _));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(links.TryRedeem(late, out _));
    }

    [Fact]
    public void The_last_administrator_cannot_be_removed_and_a_failed_store_changes_nothing()
    {
        var accounts = new AccountBook(new MemoryAccounts(), _clock);
        accounts.Add("ann", Role.Admin, "hash");
        accounts.Add("bob", Role.Admin, null);
        Assert.Equal(AccountChange.LastAdmin, accounts.Remove("ANN"));
        Assert.Equal(AccountChange.Exists, accounts.Add("Ann", Role.Viewer, "hash"));
        Assert.Equal(AccountChange.Done, accounts.Remove("bob"));
        var failing = new AccountBook(new FailingAccounts(), _clock);
        Assert.Throws<IOException>(() => failing.Add("ann", Role.Admin, "hash"));
        Assert.Empty(failing.All);
    }

    private sealed class FailingAccounts : IAccountStore
    {
        public IReadOnlyList<Account> Load() => [];

        public void Save(IReadOnlyList<Account> accounts) => throw new IOException("disk full");
    }
}
