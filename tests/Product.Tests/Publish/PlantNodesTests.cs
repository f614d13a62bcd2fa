using Millwright.Model;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.Companions;
using Millwright.OpcUa.Types;
using Millwright.Product.Tests.Control;
using Millwright.Publish.OpcUa;
using Millwright.Publish.Plant;

namespace Millwright.Product.Tests.Publish;

public sealed class PlantNodesTests : IDisposable
{
    private static readonly TagPath Plant = TagPath.Parse("acme/berlin");

    private readonly PublishedTags _tags = new();
    private readonly MemoryFiles _files = new();
    private readonly UaAddressSpace _space;
    private readonly PlantNodes _nodes;

    public PlantNodesTests()
    {
        _space = CompanionTypes.CreateAddressSpace("urn:node", out var types, NodeNames.NamespaceOf(Plant));
        _nodes = new(_space, types, 2, Plant, new());
    }

    public void Dispose() => _space.Dispose();

    [Fact]
    public void The_plants_namespace_has_index_2_and_its_name_does_not_depend_on_the_node() =>
        Assert.Equal("urn:millwright:plant:acme:berlin", _space.Namespaces.Uris[2]);

    [Fact]
    public void Assets_tags_and_what_belongs_to_them_have_stable_ids()
    {
        Assert.True(Unit.TryParse("°C", out var celsius));
        Apply(_tags.Put(
            [PublishedTags.AssetAt("shop", AssetLevel.Area), PublishedTags.AssetAt("shop/press3", AssetLevel.Machine) with { Nameplate = new("ACME", "A-17") }],
            _tags.Tag("shop/press3/oil") with { Unit = celsius, Range = new(0, 120) },
            _tags.Tag("shop/press3/state", TagKind.UInt16) with { States = new Dictionary<long, string> { [0] = "idle", [2] = "running" } },
            _tags.Tag("shop/press3/reset", TagKind.UInt16) with { Writable = true }));
        Assert.All(
            [
                "/acme", "/acme/berlin", "/acme#EquipmentLevel", "shop/", "shop/press3/", "shop/press3/#EquipmentLevel", "shop/press3//Identification", "shop/press3/oil",
                "shop/press3/oil/EngineeringUnits", "shop/press3/oil/EURange", "shop/press3/state#EnumStrings", "shop/press3/reset", "shop/press3/reset#Trigger",
            ],
            id => Assert.True(Has(id), id));
        Assert.False(Has("shop/press3/oil#Trigger"));
    }

    [Fact]
    public void The_same_plant_again_touches_nothing_and_a_changed_tag_only_itself()
    {
        PublishedPlant Version(string? description) => _tags.Put(
            _tags.Tag("shop/press3/oil") with { Description = description }, _tags.Tag("shop/press3/state", TagKind.UInt16) with { States = new Dictionary<long, string> { [0] = "idle" } });
        Assert.Equal((6, 0), Counts(Apply(Version(null))));
        Assert.Equal((0, 0), Counts(Apply(Version(null))));
        Assert.Equal((1, 1), Counts(Apply(Version("in the tank"))));
    }

    [Fact]
    public void A_tag_that_moved_keeps_its_id()
    {
        Apply(_tags.Put(_tags.Tag("shop/press3/oil")));
        var count = _space.Count;
        Apply(_tags.Put(_tags.Tag("shop/press4/oil_temperature", identity: "shop/press3/oil")));
        Assert.True(Has("shop/press3/oil"));
        Assert.False(Has("shop/press4/oil_temperature"));
        Assert.True(Has("shop/press4/"));
        Assert.False(Has("shop/press3/"));
        Assert.Equal(count, _space.Count);
    }

    [Fact]
    public void What_is_taken_away_leaves_nothing_behind()
    {
        Apply(_tags.Put());
        var bare = _space.Count;
        Apply(_tags.Put(
            [PublishedTags.AssetAt("shop", AssetLevel.Area) with { Nameplate = new("ACME", "A-17") }],
            _tags.Tag("shop/press3/oil") with { Range = new(0, 1) }, _tags.Tag("shop/reset", TagKind.UInt16) with { Writable = true }));
        Assert.Equal((0, 4), Counts(Apply(_tags.Put())));
        Assert.Equal(bare, _space.Count);
    }

    [Fact]
    public void A_tag_that_cannot_be_shown_leaves_the_others()
    {
        Apply(_tags.Put(_tags.Tag("shop/press3/oil"), _tags.Tag("shop/press3/flow")));
        var handles = _tags.Table.Active;
        var same = handles.ToDictionary(h => h, h => TagNode.Of(_tags.Table[h], "same name", null));
        var changes = _nodes.Apply(new(Plant, [PublishedTags.AssetAt("shop", AssetLevel.Area), PublishedTags.AssetAt("shop/press3", AssetLevel.Machine)], _tags.Table), same);
        Assert.Contains("same name", Assert.Single(changes.Problems), StringComparison.Ordinal);
        Assert.Equal(1, _nodes.TagCount);
    }

    private static (int Added, int Removed) Counts(NodeChanges changes)
    {
        Assert.Empty(changes.Problems);
        return (changes.Added, changes.Removed);
    }

    private NodeChanges Apply(PublishedPlant plant)
    {
        var handles = plant.Tags.Active;
        var names = new NameBook(_files, "/data/names.txt").NamesOf([.. handles.Select(h => plant.Tags[h])], Plant);
        return _nodes.Apply(plant, handles.Select((h, i) => (h, i)).ToDictionary(t => t.h, t => TagNode.Of(plant.Tags[t.h], names[t.i], _tags.Writes.BoundsOf(t.h))));
    }

    private bool Has(string id) => _space.Contains(new NodeId(2, id));
}
