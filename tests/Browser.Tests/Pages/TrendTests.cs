using System.Globalization;
using Microsoft.Playwright;
using Millwright.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Millwright.Browser.Tests.Pages;

public sealed class TrendTests(DemoRun demo)
{
    private const string OilTemperature = "press-shop/line1/press3/oil_temperature";
    private const string ActivePower = "energy/main/active_power";

    [Fact]
    public async Task Tags_come_by_click_and_by_drag_and_a_reload_restores_the_view()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/trends");
        await visit.At("picker-search").FillAsync("press3 oil_temp");
        await visit.At("picker-tag").First.ClickAsync();
        await Expect(visit.At("legend-row")).ToHaveCountAsync(1);
        await visit.At("picker-search").FillAsync("main active_power");
        await visit.Page.Locator($"[data-testid=picker-tag][data-tag='{ActivePower}']").DragToAsync(visit.At("trend-pane").First);
        await Expect(visit.At("legend-row")).ToHaveCountAsync(2);
        await visit.At("trend-presets").GetByText("15 min").ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("range=15m"));

        var address = visit.Page.Url;
        await visit.Page.ReloadAsync();
        await Expect(visit.At("legend-row")).ToHaveCountAsync(2);
        await Expect(visit.Page.Locator($"[data-testid=legend-row][data-tag='{OilTemperature}']")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator($"[data-testid=legend-row][data-tag='{ActivePower}']")).ToBeVisibleAsync();
        Assert.Equal(address, visit.Page.Url);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task The_wheel_zooms_a_drag_pans_and_live_follows_the_present_again()
    {
        await using var visit = await demo.VisitAsync();
        var chart = await OpenAsync(visit);
        var first = await RangeAsync(visit);
        await chart.HoverAsync();
        await visit.Page.Mouse.WheelAsync(0, -240);
        await Expect(visit.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("from="));
        await Expect(visit.At("trend-live")).ToHaveAttributeAsync("aria-pressed", "false");
        var zoomed = await RangeAsync(visit);
        Assert.InRange((zoomed.To - zoomed.From) / (first.To - first.From), 0.3, 0.95);

        var box = await BoxAsync(chart);
        var address = visit.Page.Url;
        await visit.Page.Mouse.MoveAsync(box.X + (box.Width * 0.3f), box.Y + (box.Height / 2));
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(box.X + (box.Width * 0.8f), box.Y + (box.Height / 2), new() { Steps = 5 });
        await visit.Page.Mouse.UpAsync();
        await Expect(visit.Page).Not.ToHaveURLAsync(address);
        var panned = await RangeAsync(visit);
        Assert.Equal((zoomed.To - zoomed.From).TotalSeconds, (panned.To - panned.From).TotalSeconds, 1.0);
        Assert.True(panned.From < zoomed.From);

        await visit.At("trend-live").ClickAsync();
        await Expect(visit.At("trend-live")).ToHaveAttributeAsync("aria-pressed", "true");
        var followed = await visit.At("trend-range").GetAttributeAsync("title");
        await Expect(visit.At("trend-range")).Not.ToHaveAttributeAsync("title", followed!);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task The_cursor_reads_time_and_value_into_the_legend()
    {
        await using var visit = await demo.VisitAsync();
        var chart = await OpenAsync(visit);
        await Expect(visit.At("cursor-time")).ToHaveTextAsync("At the cursor");
        var box = await BoxAsync(chart);
        await visit.Page.Mouse.MoveAsync(box.X + (box.Width * 0.999f), box.Y + (box.Height / 2));
        await Expect(visit.At("cursor-time")).ToContainTextAsync(":");
        await Expect(visit.At("legend-row").Locator("td").Nth(3)).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"\d"));
    }

    [Fact]
    public async Task What_is_drawn_can_be_taken_along_as_table_and_picture()
    {
        await using var visit = await demo.VisitAsync();
        await OpenAsync(visit);
        await visit.At("trend-export").ClickAsync();
        var table = await visit.Page.RunAndWaitForDownloadAsync(() => visit.At("export-csv").ClickAsync());
        var lines = await File.ReadAllLinesAsync(await table.PathAsync());
        Assert.EndsWith(".csv", table.SuggestedFilename, StringComparison.Ordinal);
        Assert.StartsWith("time,tag,", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("quality", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains(ActivePower, StringComparison.Ordinal));

        await visit.At("trend-export").ClickAsync();
        var picture = await visit.Page.RunAndWaitForDownloadAsync(() => visit.At("export-png").ClickAsync());
        var bytes = await File.ReadAllBytesAsync(await picture.PathAsync());
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
    }

    private static async Task<ILocator> OpenAsync(Visit visit)
    {
        await visit.Page.GotoAsync($"/trends?pane={ActivePower}&range=15m");
        var chart = visit.At("trend-pane").Locator(".u-over");
        await Expect(chart).ToBeVisibleAsync();
        // Until the tag's unit is known the chart has another axis: then it is made anew.
        await Expect(visit.At("legend-row").Locator("td").Nth(4)).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"\d"));
        return chart;
    }

    /// <summary>Where the chart is; one that is just made anew is waited for.</summary>
    private static async Task<LocatorBoundingBoxResult> BoxAsync(ILocator chart)
    {
        while (true)
        {
            await Expect(chart).ToBeVisibleAsync();
            if (await chart.BoundingBoxAsync() is { } box)
                return box;
        }
    }

    private static async Task<(DateTimeOffset From, DateTimeOffset To)> RangeAsync(Visit visit)
    {
        var ends = (await visit.At("trend-range").GetAttributeAsync("title"))!.Split(" to ");
        return (DateTimeOffset.Parse(ends[0], CultureInfo.InvariantCulture), DateTimeOffset.Parse(ends[1], CultureInfo.InvariantCulture));
    }
}
