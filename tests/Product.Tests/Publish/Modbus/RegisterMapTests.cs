using Millwright.Model;
using Millwright.Publish.Modbus;

namespace Millwright.Product.Tests.Publish.Modbus;

public sealed class RegisterMapTests
{
    private readonly PublishedTags _tags = new();

    [Fact]
    public void A_family_stands_one_behind_the_other_in_the_order_of_its_paths()
    {
        var map = Map(
            [new() { Tags = "line/*", Register = "holding 100" }, new() { Tags = "hall/on", Register = "discrete 3" }, new() { Tags = "hall/temperature", Register = "input 7", As = RegisterKind.Int16, Scale = 0.1 }],
            ("line/c", TagKind.String), ("line/a", TagKind.Float64), ("LINE/B", TagKind.Int16), ("line/d", TagKind.Boolean), ("hall/on", TagKind.Boolean), ("hall/temperature", TagKind.Float32));
        Assert.Empty(map.Problems);
        Assert.Equal(
            ["holding 100 4 Float64 line/a", "holding 104 1 Int16 LINE/B", "holding 105 16 String line/c", "holding 121 1 Bool line/d", "discrete 3 1 Bool hall/on", "input 7 1 Int16 hall/temperature"],
            map.Slots.Select(s => $"{s.Register} {s.Count} {s.Kind} {s.Path}"));
        Assert.Equal(Enumerable.Range(0, 6), map.Slots.Select(s => s.Number));
    }

    [Fact]
    public void What_has_no_place_is_named_and_moves_nothing_else()
    {
        var map = Map(
            [
                new() { Tags = "line/*", Register = "holding 0", Length = 2 }, new() { Tags = "hall/a", Register = "holding 1" }, new() { Tags = "hall/a", Register = "coil 0" },
                new() { Tags = "nobody", Register = "holding 500" }, new() { Tags = "hall/a", Register = "input 65533" }, new() { Tags = "line/t", Register = "input 0", As = RegisterKind.Int32 },
            ],
            ("line/a", TagKind.Int32), ("line/b", TagKind.Float64Array), ("line/t", TagKind.String), ("hall/a", TagKind.Float64));
        Assert.Equal(["holding 0 line/a", "holding 2 line/t"], map.Slots.Select(s => $"{s.Register} {s.Path}"));
        Assert.Equal(
            [
                "line/b is float64[], which does not stand in registers", "hall/a has no place at holding 1: line/a stands there", "hall/a is float64, which does not stand in bits",
                "nobody is no tag of the plant", "hall/a lies behind the last register", "line/t is string, which does not stand in registers as int32",
            ], map.Problems);
    }

    [Fact]
    public void Bits_of_quality_that_would_stand_where_a_tag_does_are_named()
    {
        var map = Map([new() { Tags = "*", Register = "discrete 0" }], ("a", TagKind.Boolean), ("b", TagKind.Boolean));
        Assert.Empty(map.Problems);
        var both = RegisterMap.Of(new() { GoodBits = "discrete 1", Map = [new() { Tags = "*", Register = "discrete 0" }] }, _tags.Put(_tags.Tag("a", TagKind.Boolean), _tags.Tag("b", TagKind.Boolean)));
        Assert.Equal("the bits at discrete 1 have no place for 2 tags", Assert.Single(both.Problems));
    }

    private RegisterMap Map(IReadOnlyList<ModbusMapOptions> entries, params (string Path, TagKind Kind)[] tags) =>
        RegisterMap.Of(new() { Map = entries }, _tags.Put([.. tags.Select(t => _tags.Tag(t.Path, t.Kind))]));
}
