using Millwright.Security.Accounts;

namespace Millwright.Product.Tests.Security;

public sealed class PasswordTests
{
    private readonly PasswordHasher _hasher = new(1_000);

    [Fact]
    public void A_password_matches_its_hash_and_nothing_else_does()
    {
        var hash = _hasher.Hash("press three runs hot");
        Assert.True(PasswordHasher.Verify("press three runs hot", hash));
        Assert.False(PasswordHasher.Verify("press three runs Hot", hash));
        Assert.False(PasswordHasher.Verify("", hash));
        Assert.NotEqual(hash, _hasher.Hash("press three runs hot"));
        Assert.DoesNotContain("press", hash, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_keeps_its_own_cost_and_a_damaged_one_matches_nothing()
    {
        var hash = new PasswordHasher(500).Hash("press three runs hot");
        Assert.Contains(":500:", hash, StringComparison.Ordinal);
        for (var cut = 0; cut < hash.Length; cut++)
            Assert.False(PasswordHasher.Verify("press three runs hot", hash[..cut]));
        Assert.False(PasswordHasher.Verify("press three runs hot", hash.Replace(":500:", ":2000000000:", StringComparison.Ordinal)));
        Assert.False(PasswordHasher.Verify("press three runs hot", hash.Replace(":500:", ":501:", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_cost_of_new_hashes_is_what_is_promised() => Assert.Contains(":600000:", new PasswordHasher().Hash("press three runs hot"), StringComparison.Ordinal);

    [Theory]
    [InlineData("short", "ann")]
    [InlineData("elevenchars", "ann")]
    [InlineData("passwordpassword", "ann")]
    [InlineData("Password123456", "ann")]
    [InlineData("Millwright2026", "ann")]
    [InlineData("aaaaaaaaaaaaaaaa", "ann")]
    [InlineData("abababababababab", "ann")]
    [InlineData("a.miller rides a bike", "a.miller")]
    [InlineData("qwertyuiop123", "ann")]
    public void A_weak_password_is_refused_with_a_remedy(string password, string name)
    {
        var problem = PasswordPolicy.Check(password, name);
        Assert.NotNull(problem);
        Assert.NotEmpty(problem.Remedy);
    }

    [Theory]
    [InlineData("press three runs hot")]
    [InlineData("kX9#vLq27!pz")]
    [InlineData("Rüben wachsen auf Feldern")]
    public void A_good_password_is_taken(string password) => Assert.Null(PasswordPolicy.Check(password, "ann"));
}
