using Millwright.Fakes;
using Millwright.Security;
using Millwright.Security.Accounts;

namespace Millwright.Product.Tests.Security;

public sealed class LockoutTests
{
    private readonly ManualClock _clock = new();
    private readonly AccountBook _accounts;
    private readonly Authenticator _authenticator;

    public LockoutTests()
    {
        var hasher = new PasswordHasher(1);
        _accounts = new(new MemoryAccounts(), _clock);
        _accounts.Add("ann", Role.Admin, hasher.Hash("right horse staple"));
        _authenticator = new(_accounts, hasher, new(new(), _clock));
    }

    [Fact]
    public void Four_mistakes_are_free_then_each_doubles_the_wait()
    {
        for (var i = 0; i < 4; i++)
            Assert.False(Try("wrong").IsLocked);
        Assert.False(Try("wrong").IsLocked);
        Assert.Equal(TimeSpan.FromSeconds(2), Try("right horse staple").RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(Try("wrong").IsLocked);
        Assert.Equal(TimeSpan.FromSeconds(4), Try("wrong").RetryAfter);
    }

    [Fact]
    public void Ten_thousand_guesses_over_a_day_get_few_tries_whatever_address_they_come_from()
    {
        var tried = 0;
        for (var i = 0; i < 10_000; i++)
        {
            tried += _authenticator.Try("ann", "guess", $"10.0.{i / 250}.{i % 250}", isLocal: false).IsLocked ? 0 : 1;
            _clock.Advance(TimeSpan.FromSeconds(8.64));
        }
        Assert.InRange(tried, 5, 150);
    }

    [Fact]
    public void The_console_is_not_locked_by_guesses_from_the_network()
    {
        for (var i = 0; i < 50; i++)
            _authenticator.Try("ann", "guess", "10.0.0.9", isLocal: false);
        Assert.True(_authenticator.Try("ann", "right horse staple", "10.0.0.7", isLocal: false).IsLocked);
        Assert.Equal("ann", _authenticator.Try("ann", "right horse staple", "127.0.0.1", isLocal: true).Account?.Name);
    }

    [Fact]
    public void One_address_cannot_go_through_all_names()
    {
        for (var i = 0; i < 5; i++)
            _authenticator.Try($"name{i}", "guess", "10.0.0.9", isLocal: false);
        Assert.True(_authenticator.Try("another", "guess", "10.0.0.9", isLocal: false).IsLocked);
    }

    [Fact]
    public void The_right_password_begins_anew()
    {
        for (var i = 0; i < 4; i++)
            Try("wrong");
        Assert.NotNull(Try("right horse staple").Account);
        for (var i = 0; i < 5; i++)
            Assert.False(Try("wrong").IsLocked);
    }

    private PasswordAttempt Try(string password) => _authenticator.Try("ann", password, "10.0.0.1", isLocal: false);
}

/// <summary>Accounts that are kept nowhere.</summary>
internal sealed class MemoryAccounts : IAccountStore
{
    public IReadOnlyList<Account> Stored { get; private set; } = [];

    public IReadOnlyList<Account> Load() => Stored;

    public void Save(IReadOnlyList<Account> accounts) => Stored = accounts;
}
