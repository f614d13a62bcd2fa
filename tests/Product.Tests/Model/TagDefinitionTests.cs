using Millwright.Model;

namespace Millwright.Product.Tests.Model;

public sealed class TagDefinitionTests
{
    [Fact]
    public void Definitions_that_share_say_what_they_said()
    {
        TagDefinition[] tags = [Tag(1, "a", TagKind.Float64, "bar"), Tag(2, "b", TagKind.Float64, "bar"), Tag(3, "c", TagKind.Float64, "K"), Tag(4, "d", TagKind.Int16, null)];
        var said = tags.Select(t => t.ToString()).ToList();
        TagDefinition.Share(tags);
        Assert.Equal(said, tags.Select(t => t.ToString()));
    }

    [Fact]
    public void A_changed_copy_leaves_alone_what_it_was_copied_from_and_shares_with()
    {
        TagDefinition[] tags = [Tag(1, "a", TagKind.Float64, "bar"), Tag(2, "b", TagKind.Float64, "bar")];
        TagDefinition.Share(tags);
        var changed = tags[0] with { Writable = true, Description = "changed", Kind = TagKind.Int16 };
        Assert.Equal((true, "changed", TagKind.Int16), (changed.Writable, changed.Description, changed.Kind));
        Assert.Equal((tags[0].Id, tags[0].Path, "holding 1"), (changed.Id, changed.Path, changed.Address));
        Assert.All(tags, t => Assert.Equal((false, null, TagKind.Float64), (t.Writable, t.Description, t.Kind)));
        Assert.Equal(tags[0], tags[0] with { });
        Assert.NotEqual(tags[0], changed);
    }

    [Fact]
    public void An_address_is_the_text_of_what_it_is_made_of()
    {
        var made = Tag(1, "a", TagKind.Float64, null) with { AddressedBy = new Version(4, 7) };
        Assert.Equal("4.7", made.Address);
    }

    private static TagDefinition Tag(int id, string name, TagKind kind, string? unit) => new()
    {
        Id = new(new Guid(id, 0, 0, new byte[8])),
        Path = TagPath.Parse($"acme/{name}"),
        Kind = kind,
        Unit = unit is null ? null : Unit.TryParse(unit, out var known) ? known : null,
        Connection = "press",
        Address = $"holding {id}",
    };
}
