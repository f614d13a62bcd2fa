using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Product.Tests.Tags;

public class TagTableTests
{
    private readonly TagTable _table = new();

    [Fact]
    public void A_tag_is_found_by_path_whatever_its_case_and_by_identity()
    {
        var tags = Enumerable.Range(0, 500).Select(i => Tag($"acme/berlin/hall/m{(i * 37) % 500}/speed")).ToList();
        var handles = _table.Replace(tags);
        for (var i = 0; i < tags.Count; i++)
        {
            Assert.True(_table.TryFind(TagPath.Parse(tags[i].Path.ToString().ToUpperInvariant()), out var byPath));
            Assert.True(_table.TryFind(tags[i].Id, out var byId));
            Assert.Equal((handles[i], handles[i]), (byPath, byId));
        }
        Assert.False(_table.TryFind(TagPath.Parse("acme/berlin/hall/m500/speed"), out _));
        Assert.False(_table.TryFind(TagId.New(TimeProvider.System), out _));
        Assert.Equal(tags.Select(t => t.Path).Order(), _table.Active.Select(h => _table[h].Path));
    }

    [Fact]
    public void A_tag_that_is_taken_out_keeps_its_handle_and_gets_it_back()
    {
        var (a, b, c) = (Tag("p/a"), Tag("p/b"), Tag("p/c"));
        var first = _table.Replace([a, b]);
        _table.Replace([b]);
        Assert.False(_table.TryFind(a.Path, out _));
        Assert.True(_table.TryFind(a.Id, out var inactive));
        Assert.Equal(first[0], inactive);
        var last = _table.Replace([c, a]);
        Assert.Equal([2, 0], last.Select(h => h.Index));
        Assert.Equal([last[1], last[0]], _table.Active);
    }

    [Fact]
    public void Two_tags_with_one_path_are_refused_and_change_nothing()
    {
        _table.Replace([Tag("p/a")]);
        var error = Assert.Throws<ArgumentException>(() => _table.Replace([Tag("p/x"), Tag("p/X")]));
        Assert.Contains("p/", error.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (_table.Count, _table.Active.Count));
    }

    [Fact]
    public void Tags_of_the_log_are_known_without_being_active_and_each_only_once()
    {
        var old = Tag("p/old");
        var handles = _table.Know([old, old]);
        Assert.Equal(handles[0], handles[1]);
        Assert.Empty(_table.Active);
        Assert.Equal(handles[0], _table.Replace([old])[0]);
        var version = _table.Version;
        _table.Know([old]);
        Assert.Equal(version, _table.Version);
    }

    private static TagDefinition Tag(string path) => new()
    {
        Id = TagId.New(TimeProvider.System),
        Path = TagPath.Parse(path),
        Kind = TagKind.Float64,
        Connection = "c",
        Address = "0",
    };
}
