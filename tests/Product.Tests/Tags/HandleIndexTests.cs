using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Product.Tests.Tags;

public class HandleIndexTests
{
    [Fact]
    public void Each_item_is_found_by_its_tag_and_nothing_else_is()
    {
        int[] handles = [7, 3, 40, 0, 12];
        var index = new HandleIndex<Item>(handles.Select(h => new Item(new(h))), i => i.Tag);
        for (var h = 0; h < 50; h++)
        {
            Assert.Equal(handles.Contains(h), index.TryGet(new(h), out var item));
            if (item is not null)
                Assert.Equal(h, item.Tag.Index);
        }
        Assert.Equal([0, 3, 7, 12, 40], index.Items.Select(i => i.Tag.Index));
    }

    [Fact]
    public void Two_items_of_one_tag_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new HandleIndex<Item>([new(new(5)), new(new(5))], i => i.Tag));
        Assert.Contains("handle 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_index_finds_nothing()
    {
        Assert.False(new HandleIndex<Item>([], i => i.Tag).TryGet(new(0), out _));
    }

    [Fact]
    public void Values_stand_in_the_index_themselves()
    {
        var index = new HandleIndex<(TagHandle Tag, int Value)>([(new(2), 20), (new(1), 10)], i => i.Tag);
        Assert.True(index.TryGet(new(2), out var item));
        Assert.Equal(20, item.Value);
        Assert.False(index.TryGet(new(0), out _));
    }

    private sealed record Item(TagHandle Tag);
}
