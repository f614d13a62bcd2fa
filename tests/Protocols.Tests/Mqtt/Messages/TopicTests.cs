using System.Text;
using Millwright.Mqtt.Messages;

namespace Millwright.Protocols.Tests.Mqtt.Messages;

public sealed class TopicTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("/", true)]
    [InlineData("a//b", true)]
    [InlineData("$SYS/x", true)]
    [InlineData("with space/ü", true)]
    [InlineData("", false)]
    [InlineData("a/+", false)]
    [InlineData("a#", false)]
    [InlineData("a\0", false)]
    public void A_name_has_no_wildcard(string topic, bool valid) => Assert.Equal(valid, TopicNames.IsValid(Encoding.UTF8.GetBytes(topic)));

    [Theory]
    [InlineData("#", true)]
    [InlineData("+", true)]
    [InlineData("a/+/b/#", true)]
    [InlineData("/+", true)]
    [InlineData("+/", true)]
    [InlineData("$share/g/a/#", true)]
    [InlineData("", false)]
    [InlineData("a#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("a+/b", false)]
    [InlineData("##", false)]
    [InlineData("$share/g", false)]
    [InlineData("$share//a", false)]
    [InlineData("$share/g/", false)]
    [InlineData("$share/g+/a", false)]
    public void A_filter_has_its_wildcards_in_place(string filter, bool valid) => Assert.Equal(valid, TopicFilters.IsValid(Encoding.UTF8.GetBytes(filter)));

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/b/", false)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/", true)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("#", "a/b", true)]
    [InlineData("#", "$SYS/a", false)]
    [InlineData("+/a", "$SYS/a", false)]
    [InlineData("$SYS/#", "$SYS/a", true)]
    [InlineData("+/+", "/a", true)]
    [InlineData("/+", "/a", true)]
    [InlineData("+", "/a", false)]
    [InlineData("+/b/#", "a/b", true)]
    public void Filters_match_names(string filter, string topic, bool matches) =>
        Assert.Equal(matches, TopicFilters.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic)));

    [Theory]
    [InlineData(0u, 1)]
    [InlineData(127u, 1)]
    [InlineData(128u, 2)]
    [InlineData(16_383u, 2)]
    [InlineData(16_384u, 3)]
    [InlineData(2_097_151u, 3)]
    [InlineData(2_097_152u, 4)]
    [InlineData(268_435_455u, 4)]
    public void Variable_byte_integers_are_as_short_as_they_can_be(uint value, int bytes)
    {
        Span<byte> buffer = stackalloc byte[4];
        Assert.Equal(bytes, VariableByteInteger.Write(buffer, value));
        Assert.Equal(bytes, VariableByteInteger.BytesOf(value));
        Assert.Equal(bytes, VariableByteInteger.Read(buffer[..bytes], out var again));
        Assert.Equal(value, again);
        Assert.Equal(0, VariableByteInteger.Read(buffer[..(bytes - 1)], out _));
    }
}
