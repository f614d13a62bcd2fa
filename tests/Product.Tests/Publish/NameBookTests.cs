using Millwright.Model;
using Millwright.Product.Tests.Control;
using Millwright.Publish.OpcUa;

namespace Millwright.Product.Tests.Publish;

public sealed class NameBookTests
{
    private static readonly TagPath Plant = TagPath.Parse("acme/berlin");

    private readonly MemoryFiles _files = new();
    private readonly PublishedTags _tags = new();

    [Fact]
    public void A_tag_is_called_by_its_path_below_the_plant() =>
        Assert.Equal(["shop/press3/oil"], Names(_tags.Tag("shop/press3/oil")));

    [Fact]
    public void A_renamed_tag_keeps_its_name_over_a_restart_and_a_new_one_at_its_old_place_gets_another()
    {
        Names(_tags.Tag("shop/press3/oil"));
        _files.LosePower();
        Assert.Equal(["shop/press3/oil"], Names(_tags.Tag("shop/press4/oil_temperature", identity: "shop/press3/oil")));
        Assert.Equal(
            ["shop/press3/oil", "shop/press3/oil#2"],
            Names(_tags.Tag("shop/press4/oil_temperature", identity: "shop/press3/oil"), _tags.Tag("shop/press3/oil", identity: "another")));
    }

    [Fact]
    public void A_tag_that_comes_back_has_the_name_it_had()
    {
        Names(_tags.Tag("a"), _tags.Tag("b"));
        Names(_tags.Tag("b"));
        Assert.Equal(["b", "a"], Names(_tags.Tag("b"), _tags.Tag("a")));
    }

    [Fact]
    public void Nothing_is_written_when_nothing_is_new()
    {
        Names(_tags.Tag("a"));
        var syncs = _files.Syncs;
        Names(_tags.Tag("a"));
        Assert.Equal(syncs, _files.Syncs);
    }

    [Fact]
    public void A_damaged_book_is_said_and_not_begun_anew()
    {
        Names(_tags.Tag("a"));
        _files["/data/names.txt"] = "nonsense\n"u8.ToArray();
        Assert.Contains("is damaged", Assert.Throws<IOException>(() => Names(_tags.Tag("a"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_cannot_be_kept_is_not_given()
    {
        _files.FailSync = true;
        Assert.Throws<IOException>(() => Names(_tags.Tag("a")));
    }

    private IReadOnlyList<string> Names(params TagDefinition[] tags) => new NameBook(_files, "/data/names.txt").NamesOf(tags, Plant);
}
