using Millwright.Drivers.Mqtt;
using Millwright.Model;

namespace Millwright.Product.Tests.Drivers.Mqtt;

public sealed class TopicPatternTests
{
    [Theory]
    [InlineData("acme/{area}/{machine}/{tag}", "acme/press-shop/press3/oil")]
    [InlineData("{path}", "acme/berlin/press-shop/line1/press3/oil")]
    [InlineData("{enterprise}/{site}/{line}/{tag}/state", "acme/berlin/line1/oil/state")]
    [InlineData("x/{asset}/{tag}", "x/press-shop/line1/press3/oil")]
    [InlineData("plain/topic", "plain/topic")]
    public void A_topic_takes_parts_of_the_tags_path(string pattern, string topic)
    {
        Assert.Null(TopicPattern.Problem(pattern));
        Assert.True(TopicPattern.TryFill(pattern, TagPath.Parse("acme/berlin/press-shop/line1/press3/oil"), out var filled, out _));
        Assert.Equal(topic, filled);
    }

    [Fact]
    public void A_part_that_the_path_lacks_is_named()
    {
        Assert.False(TopicPattern.TryFill("a/{line}/{tag}", TagPath.Parse("acme/berlin/press3/oil"), out _, out var missing));
        Assert.Equal("line", missing);
    }

    [Theory]
    [InlineData("a/{cell}/b", "{cell}")]
    [InlineData("a/{tag", "brace")]
    [InlineData("a/#/b", "no topic")]
    [InlineData("", "no topic")]
    public void A_pattern_that_is_none_is_refused(string pattern, string expected) =>
        Assert.Contains(expected, TopicPattern.Problem(pattern), StringComparison.Ordinal);
}
