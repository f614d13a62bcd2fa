using Millwright.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Millwright.Browser.Tests.Pages;

public sealed class OverviewTests(DemoRun demo)
{
    [Fact]
    public async Task Machines_have_tiles_whose_values_move()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/");
        await Expect(visit.At("plant-line")).ToContainTextAsync("of 7");
        await Expect(visit.At("machine-tile")).ToHaveCountAsync(11);
        var press = visit.Page.Locator("[data-asset='press-shop/line1/press3']");
        await Expect(press).ToContainTextAsync("press3");
        await visit.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.tile-value .num')].filter(x => /\\d/.test(x.textContent)).length > 5");
        var before = await visit.Page.Locator(".tile-value .num").AllTextContentsAsync();
        await visit.Page.WaitForFunctionAsync(
            "before => [...document.querySelectorAll('.tile-value .num')].map(x => x.textContent).join('|') !== before", string.Join('|', before));
    }

    [Fact]
    public async Task A_tile_opens_the_machine_in_explore()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/");
        await visit.Page.Locator("[data-asset='utilities/cooling/pump1']").ClickAsync();
        await Expect(visit.At("tag-row").First).ToBeVisibleAsync();
        Assert.Contains("asset=utilities", visit.Page.Url, StringComparison.Ordinal);
        await Expect(visit.At("breadcrumb")).ToContainTextAsync("pump1");
    }

    [Fact]
    public async Task The_palette_finds_a_tag_by_its_words()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/");
        await Expect(visit.At("machine-tile").First).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Control+k");
        await visit.At("palette-input").FillAsync("press3 oil temp");
        await Expect(visit.At("palette-list").GetByRole(Microsoft.Playwright.AriaRole.Option).First).ToContainTextAsync("oil_temperature");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.At("tag-page")).ToContainTextAsync("Temperature of the hydraulic oil");
    }

    [Fact]
    public async Task The_palette_is_walked_with_the_arrow_keys_and_left_with_escape()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/");
        await Expect(visit.At("machine-tile").First).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Control+k");
        await visit.At("palette-input").FillAsync("press3");
        var chosen = visit.At("palette-list").Locator("[aria-selected='true']");
        await Expect(chosen).ToHaveIdAsync("palette-0");
        await Expect(visit.At("palette-list").Locator("#palette-1")).ToContainTextAsync("press3");
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(chosen).ToHaveIdAsync("palette-1");
        await visit.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(chosen).ToHaveIdAsync("palette-0");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.At("palette-input")).ToHaveCountAsync(0);
        await Expect(visit.At("machine-tile").First).ToBeVisibleAsync();
    }
}
