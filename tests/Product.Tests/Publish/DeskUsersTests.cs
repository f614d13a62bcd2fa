using Millwright.Host.Publishing;
using Millwright.Product.Tests.Http;
using Millwright.Security;

namespace Millwright.Product.Tests.Publish;

/// <summary>Accounts ann (admin), eva, oli and vic of the pages, asked for over OPC UA.</summary>
public sealed class DeskUsersTests : IAsyncLifetime
{
    private FaceBench _bench = null!;
    private DeskUsers _users = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await FaceBench.StartAsync();
        _users = new(_bench.Desk, DeskUsers.OpcUa);
    }

    public async ValueTask DisposeAsync()
    {
        _users.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task A_right_password_gives_the_accounts_role_and_is_recorded()
    {
        Assert.Equal(new Identity("oli", Role.Operator, "opc-ua"), await TryAsync("oli", FaceBench.Password));
        var entry = _bench.Trail.Read(1, null)[0].Entry;
        Assert.Equal(("oli", "opc-ua", "sign-in", "10.0.0.7", "done"), (entry.Who, entry.Via, entry.Action, entry.Target, entry.Result));
    }

    [Theory]
    [InlineData("oli", "wrong", "oli")]
    [InlineData("press three runs hot", "x", "unknown")]
    public async Task A_wrong_one_gives_nobody_and_records_no_word_that_may_be_a_password(string name, string password, string recorded)
    {
        Assert.Null(await TryAsync(name, password));
        var entry = _bench.Trail.Read(1, null)[0].Entry;
        Assert.Equal((recorded, "failed"), (entry.Who, entry.Result));
    }

    [Fact]
    public async Task Guessing_is_slowed_down_as_on_the_pages()
    {
        for (var i = 0; i < 20; i++)
            Assert.Null(await TryAsync("oli", "wrong"));
        Assert.Null(await TryAsync("oli", FaceBench.Password));
        _bench.Clock.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(await TryAsync("oli", FaceBench.Password));
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("oli", "")]
    public async Task Nothing_is_not_even_tried(string name, string password)
    {
        var before = _bench.Trail.Read(10, null).Count;
        Assert.Null(await TryAsync(name, password));
        Assert.Null(await TryAsync(new string('x', 2_000), "x"));
        Assert.Equal(before, _bench.Trail.Read(10, null).Count);
    }

    [Fact]
    public void A_changed_account_is_told()
    {
        var told = new List<string>();
        _users.Changed += told.Add;
        _bench.Accounts.Remove("oli");
        Assert.Equal(["oli"], told);
    }

    private ValueTask<Identity?> TryAsync(string name, string password) => _users.SignInAsync(name, password, "10.0.0.7:50122", CancellationToken.None);
}
