using Millwright.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Millwright.Browser.Tests.Pages;

public sealed class ExploreTests(DemoRun demo)
{
    [Fact]
    public async Task A_search_of_the_tree_keeps_the_ancestors_of_what_it_finds()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/explore");
        var tree = visit.At("asset-tree");
        await Expect(tree.Locator("[data-asset='building']")).ToBeVisibleAsync();
        await visit.At("tree-search").FillAsync("press3");
        await Expect(tree.Locator("[data-asset='press-shop']")).ToBeVisibleAsync();
        await Expect(tree.Locator("[data-asset='press-shop/line1']")).ToBeVisibleAsync();
        await Expect(tree.Locator("[data-asset='press-shop/line1/press3']")).ToBeVisibleAsync();
        await Expect(tree.Locator("[data-asset='building']")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_table_keeps_what_has_all_words_and_the_address_keeps_the_filter()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/explore");
        await Expect(visit.At("tag-table")).ToHaveAttributeAsync("data-count", "182");
        await visit.At("tag-filter").FillAsync("press3 oil_temp");
        await Expect(visit.At("tag-table")).ToHaveAttributeAsync("data-count", "1");
        await Expect(visit.At("tag-row")).ToHaveAttributeAsync("data-tag", "press-shop/line1/press3/oil_temperature");
        await visit.Page.ReloadAsync();
        await Expect(visit.At("tag-filter")).ToHaveValueAsync("press3 oil_temp");
        await Expect(visit.At("tag-table")).ToHaveAttributeAsync("data-count", "1");
    }

    [Fact]
    public async Task Values_change_while_one_looks()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/explore?asset=energy/main&q=active_energy_fine");
        var value = visit.At("tag-value").First;
        await Expect(value).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"\d{3}"));
        var before = await value.TextContentAsync();
        await Expect(value).Not.ToHaveTextAsync(before!);
    }

    [Fact]
    public async Task Space_previews_a_tag_and_Enter_opens_it()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/explore?asset=press-shop/line1/press3");
        await Expect(visit.At("tag-row").First).ToBeVisibleAsync();
        await visit.At("tag-table").FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await visit.Page.Keyboard.PressAsync(" ");
        await Expect(visit.At("peek")).ToContainTextAsync("press3, holding");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.At("tag-page")).ToBeVisibleAsync();
        await Expect(visit.At("tag-place")).ToContainTextAsync("areas/press-shop.yaml:");
    }
}
