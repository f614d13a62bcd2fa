using Microsoft.Playwright;
using Millwright.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Millwright.Browser.Tests.Pages;

/// <summary>The pictures of the documentation: <c>MILLWRIGHT_SCREENSHOTS=docs/screenshots tests/Browser.Tests/bin/…/Browser.Tests -class …ScreenshotTests</c>.</summary>
public sealed class ScreenshotTests(DemoRun demo)
{
    private const float SettledMs = 6_000;

    [Fact]
    public async Task Each_page_is_pictured_dark_and_light()
    {
        var folder = Environment.GetEnvironmentVariable("MILLWRIGHT_SCREENSHOTS");
        if (string.IsNullOrEmpty(folder))
            Assert.Skip("makes the documentation's pictures when MILLWRIGHT_SCREENSHOTS names a folder");
        var minutes = int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_SCREENSHOT_MINUTES"), out var wanted) ? wanted : 8;
        await demo.WaitForHistoryAsync(TimeSpan.FromMinutes(minutes));
        foreach (var place in Place.All)
        {
            await TakeAsync(folder, place, ColorScheme.Dark);
            await TakeAsync(folder, place, ColorScheme.Light);
        }
    }

    private async Task TakeAsync(string folder, Place place, ColorScheme scheme)
    {
        await using var visit = await demo.VisitAsync(scheme);
        await visit.Page.GotoAsync(place.Address);
        await Expect(visit.At(place.Shows).First).ToBeVisibleAsync();
        // Values come without end, so that the network is never idle: what is waited for is drawn values.
        await visit.Page.WaitForLoadStateAsync(LoadState.Load);
        // A picture is no check: a page that has settled shows its first live values, sparklines and charts.
        await visit.Page.WaitForTimeoutAsync(SettledMs);
        var file = Path.Combine(folder, $"{place.Name}-{(scheme == ColorScheme.Dark ? "dark" : "light")}.png");
        await visit.Page.ScreenshotAsync(new() { Path = Path.GetFullPath(file), Animations = ScreenshotAnimations.Disabled });
    }
}
