using System.Text;
using Millwright.Host.Configuration.Yaml;

namespace Millwright.Product.Tests.Configuration;

public sealed class YamlReaderTests
{
    [Fact]
    public void Each_node_knows_its_line()
    {
        var top = Assert.IsType<YamlMapping>(YamlReader.Read("a.yaml", "one: 1\n\ntwo:\n  three: [4,\n    5]\n", out var finding));
        Assert.Null(finding);
        Assert.Equal("a.yaml:3", top.Find("two")!.Place.ToString());
        var three = ((YamlMapping)top.Find("two")!.Value).Find("three")!;
        Assert.Equal("a.yaml:5", ((YamlSequence)three.Value).Items[1].Place.ToString());
    }

    [Fact]
    public void An_alias_stands_for_its_anchor_and_a_merge_key_lends_keys()
    {
        var top = (YamlMapping)YamlReader.Read("a.yaml", "base: &b { x: 1, y: 2 }\nderived: { <<: *b, y: 3 }\nsame: *b\n", out _)!;
        var derived = (YamlMapping)top.Find("derived")!.Value;
        Assert.Equal("1", derived.TextOf("x"));
        Assert.Equal("3", derived.TextOf("y"));
        Assert.Equal("2", ((YamlMapping)top.Find("same")!.Value).TextOf("y"));
    }

    [Fact]
    public void Aliases_of_aliases_end_before_they_take_the_memory()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
            text.Append($"a{i}: &a{i} [").AppendJoin(", ", Enumerable.Repeat($"*a{i - 1}", 10)).Append("]\n");
        Assert.Null(YamlReader.Read("a.yaml", text.ToString(), out var finding));
        Assert.Equal("with its aliases the file stands for more than 8000000 nodes", finding!.Problem);
    }

    [Fact]
    public void Nesting_has_an_end()
    {
        Assert.Null(YamlReader.Read("a.yaml", new string('[', 5_000), out var finding));
        Assert.StartsWith("a.yaml:1: lists and mappings are nested deeper than 32", finding!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: 1\n b: 2\n", 2)]
    [InlineData("a: [1, 2\nb: 3\n", 2)]
    [InlineData("a: 1\n\tb: 2\n", 2)]
    [InlineData("a: \"open\n", 1)]
    [InlineData("a: *none\n", 1)]
    [InlineData("a: 1\n---\nb: 2\n", 2)]
    [InlineData("[a]: 1\n", 1)]
    [InlineData("<<: 5\n", 1)]
    public void What_is_not_yaml_is_said_with_its_line(string text, int line)
    {
        Assert.Null(YamlReader.Read("a.yaml", text, out var finding));
        Assert.InRange(finding!.Place.Line, line - 1, line + 1);
        Assert.NotEmpty(finding.Remedy);
    }

    [Fact]
    public void Text_cut_or_changed_anywhere_is_read_or_refused_and_never_throws()
    {
        const string text = "a: &x { b: [1, 'two', \"three\"], c: *x }\nd:\n  - e: |\n      f\n  - <<: *x\n? g\n: !h i\n";
        for (var at = 0; at < text.Length; at++)
        {
            _ = YamlReader.Read("a.yaml", text[..at], out _);
            foreach (var odd in "[]{}:,-&*!|>'\"%@`#?\t\n\0\uFFFE")
                _ = YamlReader.Read("a.yaml", $"{text[..at]}{odd}{text[(at + 1)..]}", out _);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    public void An_empty_file_is_no_error(string text)
    {
        Assert.Null(YamlReader.Read("a.yaml", text, out var finding));
        Assert.Null(finding);
    }

    [Theory]
    [InlineData("{ a: 1, b: [x, y] }", "# c\nb:\n  - x\n  - 'y'\na: 1", true)]
    [InlineData("{ a: 1 }", "{ a: 2 }", false)]
    [InlineData("{ a: 12, b: 3 }", "{ a: 1, b: 23 }", false)]
    [InlineData("[a, b]", "[b, a]", false)]
    [InlineData("[[a], b]", "[a, [b]]", false)]
    public void A_fingerprint_sees_what_is_said_and_not_how(string one, string other, bool isSame)
    {
        var first = YamlFingerprint.Of(YamlReader.Read("a", one, out _)!, t => t);
        var second = YamlFingerprint.Of(YamlReader.Read("b", other, out _)!, t => t);
        Assert.Equal(isSame, first == second);
    }
}
