using System.Text.RegularExpressions;
using Millwright.Browser.Tests.Running;
using Millwright.Simulators.Bulk;
using static Microsoft.Playwright.Assertions;

namespace Millwright.Browser.Tests.Pages;

public sealed partial class ManyTagTests(DemoRun demo)
{
    [Fact]
    public async Task Ten_thousand_tags_open_scroll_and_filter()
    {
        var browser = demo.Browser;
        await using var device = await BulkPlant.StartAsync(new() { Registers = 10_000 }, TimeProvider.System);
        using var folder = PlantFolder.OfManyTags(machines: 100, device.Units[0].EndPoint.ToString());
        await using var program = await PlantProgram.StartAsync(folder.Path);
        await using var visit = await Visit.StartAsync(browser, program.Url, await Person.SignInAsync(browser, program));

        await visit.Page.GotoAsync("/explore");
        await Expect(visit.At("tag-table")).ToHaveAttributeAsync("data-count", "10000");
        await Expect(visit.At("tag-value").First).ToHaveTextAsync(Number());
        await visit.At("tag-table").FocusAsync();
        await visit.Page.Keyboard.PressAsync("End");
        var last = visit.Page.Locator("[data-testid=tag-row][data-tag='hall4/line3/machine099/value99']");
        await Expect(last).ToBeVisibleAsync();
        await Expect(last.GetByTestId("tag-value")).ToHaveTextAsync(Number());
        Assert.InRange(await visit.At("tag-row").CountAsync(), 10, 100);

        await visit.At("tag-filter").FillAsync("machine042 value07");
        await Expect(visit.At("tag-table")).ToHaveAttributeAsync("data-count", "1");
        await Expect(visit.At("tag-row")).ToHaveAttributeAsync("data-tag", "hall2/line0/machine042/value07");
        Assert.Empty(visit.Troubles);
    }

    [GeneratedRegex(@"\d")]
    private static partial Regex Number();
}
