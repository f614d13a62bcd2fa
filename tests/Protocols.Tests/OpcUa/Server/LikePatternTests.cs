using Millwright.OpcUa.Server;

namespace Millwright.Protocols.Tests.OpcUa.Server;

public class LikePatternTests
{
    [Theory]
    [InlineData("main", "main%", true)]
    [InlineData("maintenance", "main%", true)]
    [InlineData("domain", "main%", false)]
    [InlineData("remains", "%main%", true)]
    [InlineData("cat", "_at", true)]
    [InlineData("at", "_at", false)]
    [InlineData("Wind", "[A-Z]ind", true)]
    [InlineData("wind", "[A-Z]ind", false)]
    [InlineData("Wind", "[^A-V]ind", true)]
    [InlineData("100%", "100\\%", true)]
    [InlineData("1000", "100\\%", false)]
    [InlineData("", "%", true)]
    [InlineData("abc", "", false)]
    [InlineData("a[b", "a[b", true)]
    public void A_pattern_matches_as_the_standard_says(string text, string pattern, bool expected) => Assert.Equal(expected, LikePattern.Matches(text, pattern));

    [Fact]
    public void A_pattern_of_many_wildcards_ends() =>
        Assert.False(LikePattern.Matches(new string('a', 5_000), string.Concat(Enumerable.Repeat("%a", 500)) + "b"));
}
