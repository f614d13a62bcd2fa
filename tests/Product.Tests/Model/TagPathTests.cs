using Millwright.Model;

namespace Millwright.Product.Tests.Model;

public sealed class TagPathTests
{
    [Theory]
    [InlineData("acme/berlin/press-shop/line1/press3/oil_temperature", 6)]
    [InlineData("a", 1)]
    [InlineData("Werk/Öfen/Ofen-1.2", 3)]
    [InlineData("工場/ライン1", 2)]
    public void A_path_keeps_its_text(string text, int depth)
    {
        Assert.True(TagPath.TryParse(text, out var path, out _));
        Assert.Equal((text, depth), (path.ToString(), path.Depth));
    }

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("/a", "empty")]
    [InlineData("a/", "empty")]
    [InlineData("a//b", "empty")]
    [InlineData("a b", "' '")]
    [InlineData("a/+/b", "'+'")]
    [InlineData("a/#", "'#'")]
    [InlineData("_a", "begin and end")]
    [InlineData("a.", "begin and end")]
    [InlineData("a/../b", "begin and end")]
    [InlineData("O\u0308fen", "as one character")]
    [InlineData("1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", "16 segments")]
    public void What_is_no_path_is_said(string? text, string because)
    {
        Assert.False(TagPath.TryParse(text, out var path, out var problem));
        Assert.True(path.IsEmpty);
        Assert.Contains(because, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_have_limits()
    {
        Assert.True(TagPath.TryParse(new string('a', 64), out _, out _));
        Assert.False(TagPath.TryParse(new string('a', 65), out _, out _));
        Assert.True(TagPath.TryParse(string.Join('/', Enumerable.Repeat(new string('a', 50), 5)), out _, out _));
        Assert.False(TagPath.TryParse(string.Join('/', Enumerable.Repeat(new string('a', 60), 5)), out _, out _));
    }

    [Fact]
    public void Case_is_kept_and_ignored()
    {
        var (a, b) = (TagPath.Parse("Acme/Press3"), TagPath.Parse("acme/press3"));
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.Equal(0, a.CompareTo(b));
        Assert.Equal("Acme/Press3", a.ToString());
    }

    [Theory]
    [InlineData("a/b", "a-b", 1)]
    [InlineData("a/b/c", "a/b", 1)]
    [InlineData("a/b-1/c", "a/b/c", -1)]
    [InlineData("a/b.1/c", "a/b/c", -1)]
    [InlineData("a/B/c", "a/b/D", -1)]
    [InlineData("A/b", "a/B", 0)]
    [InlineData("a", "a/b", -1)]
    public void Paths_are_ordered_as_their_texts_are(string left, string right, int order)
    {
        var (a, b) = (TagPath.Parse(left), TagPath.Parse(right));
        Assert.Equal((order, -order), (Math.Sign(a.CompareTo(b)), Math.Sign(b.CompareTo(a))));
        Assert.Equal(order, Math.Sign(StringComparer.OrdinalIgnoreCase.Compare(left, right)));
    }

    [Fact]
    public void Paths_that_share_their_texts_are_the_paths_they_were()
    {
        var texts = new TextPool();
        foreach (var text in (string[])["acme/berlin/press3/speed", "acme/berlin/press4/speed", "acme/Berlin/press4/speed", "speed"])
        {
            var path = TagPath.Parse(text);
            var shared = path.Sharing(texts);
            Assert.Equal((path, text, path.Length), (shared, shared.ToString(), text.Length));
        }
        Assert.Same(TagPath.Parse("a/speed").Sharing(texts).Name, TagPath.Parse("b/c/speed").Sharing(texts).Name);
        Assert.True(default(TagPath).Sharing(texts).IsEmpty);
    }

    [Fact]
    public void A_path_lies_within_its_ancestors_and_no_namesake()
    {
        var path = TagPath.Parse("acme/berlin/press3");
        Assert.True(path.IsWithin(TagPath.Parse("ACME/berlin")));
        Assert.True(path.IsWithin(path));
        Assert.True(path.IsWithin(default));
        Assert.False(path.IsWithin(TagPath.Parse("acme/ber")));
        Assert.False(TagPath.Parse("acme").IsWithin(path));
        Assert.Equal(("press3", "acme/berlin"), (path.Name, path.Parent.ToString()));
        Assert.True(TagPath.Parse("acme").Parent.IsEmpty);
        Assert.Equal(path, TagPath.Parse("acme").Append("berlin/press3"));
    }
}
