using Millwright.Flow.Sources;
using Millwright.Host.Configuration.Yaml;
using Millwright.Model;

namespace Millwright.Product.Tests.Configuration;

public sealed class TagYamlTests
{
    [Fact]
    public void What_a_device_offers_is_a_line_that_reads_back_to_the_same_keys()
    {
        var item = Item("Spindle speed (1)", [
            new("node", "nsu=urn:maker;s=\"A\\B\": {x}"), new("as", "float64"), new("unit", "°C"), new("range", "0..3000"),
            new("states", new Dictionary<long, string> { [1] = "Running", [0] = "no" }),
        ]);
        var line = TagYaml.Line(item)!;
        Assert.Equal(
            "Spindle_speed__1: { node: \"nsu=urn:maker;s=\\\"A\\\\B\\\": {x}\", as: float64, unit: \"°C\", range: 0..3000, states: { 0: \"no\", 1: Running } }", line);
        var read = Assert.IsType<YamlMapping>(YamlReader.Read("tags", line, out var problem));
        Assert.Null(problem);
        var tag = Assert.IsType<YamlMapping>(read.Entries[0].Value);
        Assert.Equal("nsu=urn:maker;s=\"A\\B\": {x}", tag.TextOf("node"));
        Assert.Equal("0..3000", tag.TextOf("range"));
    }

    [Fact]
    public void What_cannot_be_a_tag_has_no_line() => Assert.Null(TagYaml.Line(Item("Folder", [])));

    [Theory]
    [InlineData("Öl", "l")]
    [InlineData("...", "tag")]
    [InlineData("a/b c", "a_b_c")]
    public void A_name_becomes_one_that_a_tag_can_have(string name, string expected)
    {
        Assert.Equal(expected, TagYaml.NameOf(name));
        Assert.True(TagPath.TryParse(expected, out _, out _));
    }

    [Fact]
    public void A_name_that_is_taken_gets_a_number_that_no_other_has() => Assert.Equal(
        ["speed: { a }", "speed_2: { b }", "Speed_3: { c }", "speed_4: { d }", "speed_2_2: { e }"],
        TagYaml.Distinct(["speed: { a }", "speed_2: { b }", "Speed: { c }", "speed: { d }", "speed_2: { e }"]));

    [Fact]
    public void A_name_is_no_longer_than_a_tags_may_be_also_with_its_number()
    {
        var name = TagYaml.NameOf(new string('n', 200));
        Assert.Equal(TagPath.MaxSegmentLength, name.Length);
        var numbered = TagYaml.Distinct([$"{name}: {{ a }}", $"{name}: {{ b }}"]).Last();
        Assert.Equal($"{name[..62]}_2: {{ b }}", numbered);
    }

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("tab\tbell\a\u0085\u2028")]
    [InlineData("\ud83d\ude00 \"\\")]
    [InlineData("NULL")]
    [InlineData("1e3")]
    public void Whatever_stands_in_a_text_reads_back(string text)
    {
        var read = YamlReader.Read("tags", TagYaml.Line(Item("a", [new("node", text)]))!, out var problem);
        Assert.Null(problem);
        Assert.Equal(text, Assert.IsType<YamlMapping>(Assert.IsType<YamlMapping>(read).Entries[0].Value).TextOf("node"));
    }

    private static BrowseItem Item(string name, IReadOnlyList<TagKey> keys) =>
        new("n", name, "variable", "n", TagKind.Float64, TagValue.None, false) { TagKeys = keys };
}
