using Millwright.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Millwright.Browser.Tests.Pages;

public sealed class QueryTests(DemoRun demo)
{
    [Fact]
    public async Task A_statement_is_written_run_and_drawn_and_its_address_brings_it_back()
    {
        SkipWithoutLibrary();
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/query");
        await Expect(visit.At("query-schema")).ToContainTextAsync("samples");
        await visit.At("query-editor").FillAsync("SELECT time, value FROM samples WHERE tag = 'press-shop/line1/press3/oil_temperature' ORDER BY time DESC LIMIT 3");
        await visit.At("query-editor").PressAsync("Control+Enter");
        await Expect(visit.At("query-row").First).ToBeVisibleAsync();
        await visit.Page.ReloadAsync();
        await Expect(visit.At("query-row").First).ToBeVisibleAsync();
        await Expect(visit.At("query-editor")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("oil_temperature"));
        await Expect(visit.At("query-figures")).ToContainTextAsync("rows in");
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_chart_shows_means_of_several_tags()
    {
        SkipWithoutLibrary();
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/query?view=chart");
        await visit.At("query-editor").FillAsync("SELECT range::TIMESTAMP AS time, 'a' AS tag, epoch(range) % 7 AS v FROM range(TIMESTAMP '2026-03-09', TIMESTAMP '2026-03-10', INTERVAL 1 HOUR)");
        await visit.At("query-run").ClickAsync();
        await Expect(visit.At("query-chart").Locator("canvas")).ToBeVisibleAsync();
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_wrong_statement_says_where_it_is_wrong()
    {
        SkipWithoutLibrary();
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/query?sql=SELECT+nothing+FROM+samples");
        await Expect(visit.At("failure")).ToContainTextAsync("nothing");
        await visit.At("query-examples").ClickAsync();
        await visit.Page.GetByText("The newest values").ClickAsync();
        await Expect(visit.At("query-table")).ToBeVisibleAsync();
    }

    private static void SkipWithoutLibrary() =>
        Assert.SkipUnless(PlantProgram.HasSql, "DuckDB's library is not beside the program: ./test fetches it");
}
