using System.Text;
using Millwright.Drivers.LineProtocol;

namespace Millwright.Product.Tests.Drivers.LineProtocol;

public sealed class PathRuleTests
{
    [Theory]
    [InlineData("{measurement}/{rest}", "{field}", "cpu,host=web1,cpu=cpu-total", "usage_idle", "cpu/cpu-total/web1/usage_idle")]
    [InlineData("{measurement}/{rest}", "{field}", "up", "value", "up/value")]
    [InlineData("it/{host}/{measurement}/{rest}", "{field}", "cpu,host=web1,cpu=cpu0", "idle", "it/web1/cpu/cpu0/idle")]
    [InlineData("hosts/{host}", "{measurement}_{field}", "cpu,host=web1,cpu=cpu0", "idle", "hosts/web1/cpu_idle")]
    [InlineData("{measurement}/{path}", "{field}", "disk,path=/", "used", "disk/x2f/used")]
    [InlineData("{measurement}/{path}", "{field}", "disk,path=/dev/sda1", "used %", "disk/dev_sda1/used")]
    [InlineData("{measurement}/{site}", "{field}", "m,site=Köln", "größe", "m/Köln/größe")]
    public void A_field_of_a_series_gets_the_path_that_the_rule_says(string asset, string tag, string series, string field, string expected)
    {
        Assert.True(PathRule.TryParse(asset, tag, out var rule, out _));
        Assert.True(rule.TryApply(Series(series), field, out var path, out _));
        Assert.Equal(expected, path);
    }

    [Fact]
    public void A_series_without_a_tag_that_the_rule_asks_for_gets_no_path()
    {
        Assert.True(PathRule.TryParse("{measurement}/{host}", "{field}", out var rule, out _));
        Assert.False(rule.TryApply(Series("cpu,node=a"), "idle", out _, out var problem));
        Assert.Equal("'cpu,node=a' has no tag 'host', which the connection's rule asks for in '{host}'", problem);
    }

    [Theory]
    [InlineData("", "{field}", "asset", "a segment of it is empty")]
    [InlineData("a//b", "{field}", "asset", "a segment of it is empty")]
    [InlineData("a/{host", "{field}", "asset", "'{host' has a placeholder without an end or a name")]
    [InlineData("a/{}", "{field}", "asset", "'{}' has a placeholder without an end or a name")]
    [InlineData("a/host}", "{field}", "asset", "'host}' closes a placeholder that it does not open")]
    [InlineData("a b", "{field}", "asset", "'a b' has characters that a path cannot have; letters, digits, '_', '-' and '.' are allowed")]
    [InlineData("x{rest}", "{field}", "asset", "{rest} must be a segment of its own")]
    [InlineData("{measurement}", "{rest}", "tag", "{rest} may be several segments and stands in asset alone")]
    public void A_rule_that_cannot_be_names_its_key_and_what_is_wrong(string asset, string tag, string key, string problem)
    {
        Assert.False(PathRule.TryParse(asset, tag, out _, out var found));
        Assert.Equal((key, problem), found);
    }

    private static SeriesName Series(string written)
    {
        Assert.True(SeriesName.TryParse(Encoding.UTF8.GetBytes(written), out var series, out var problem), problem);
        return series;
    }
}
