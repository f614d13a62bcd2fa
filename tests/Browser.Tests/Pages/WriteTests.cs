using System.Globalization;
using System.Text.RegularExpressions;
using Millwright.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Millwright.Browser.Tests.Pages;

public sealed partial class WriteTests(DemoRun demo)
{
    private const string Tag = "press-shop/line1/press3/cooling_time";

    [Fact]
    public async Task A_write_goes_through_the_gate_is_read_back_and_stands_in_the_audit()
    {
        await using var visit = await demo.VisitAsync();
        await OpenAsync(visit);
        var now = double.Parse(Number().Match((await visit.At("tag-big-value").TextContentAsync())!).Value, CultureInfo.InvariantCulture);
        var wanted = now < 20 ? now + 1.5 : now - 1.5;

        await visit.At("write-value").FillAsync(wanted.ToString("0.0", CultureInfo.InvariantCulture));
        await visit.At("write-reason").FillAsync("shorter cycle");
        await visit.At("write-review").ClickAsync();
        await visit.At("write-confirm").ClickAsync();

        await Expect(visit.At("write-outcome")).ToContainTextAsync("Written.");
        await Expect(visit.At("write-outcome")).ToContainTextAsync($"read back {wanted.ToString("0.0", CultureInfo.InvariantCulture)}");
        await Expect(visit.At("tag-big-value")).ToContainTextAsync(wanted.ToString("0.0", CultureInfo.InvariantCulture));
        var audit = await visit.At("audit-id").TextContentAsync();
        await visit.Page.GotoAsync("/control");
        var row = visit.At("audit-row").Filter(new() { HasText = Tag }).Filter(new() { HasText = audit });
        await Expect(row.First).ToHaveAttributeAsync("data-result", "done");
        await Expect(row.First).ToContainTextAsync(Person.Name);
        await Expect(visit.At("audit-chain")).ToContainTextAsync("unbroken");
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_value_outside_the_envelope_is_named_before_it_is_sent()
    {
        await using var visit = await demo.VisitAsync();
        await OpenAsync(visit);
        await visit.At("write-value").FillAsync("99");
        await Expect(visit.At("write-form")).ToContainTextAsync("30");
        await Expect(visit.At("write-review")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task What_the_gate_refuses_is_shown_with_its_remedy_and_stands_in_the_audit()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/tags/press-shop/line1/press3/melt_setpoint");
        await Expect(visit.At("tag-big-value")).ToContainTextAsync(Number());
        var now = double.Parse(Number().Match((await visit.At("tag-big-value").TextContentAsync())!).Value, CultureInfo.InvariantCulture);
        await visit.At("write-value").FillAsync((now < 230 ? now + 30 : now - 30).ToString("0.0", CultureInfo.InvariantCulture));
        await visit.At("write-review").ClickAsync();
        await visit.At("write-confirm").ClickAsync();
        await Expect(visit.At("write-outcome")).ToContainTextAsync("Refused.");
        await Expect(visit.At("write-outcome").Locator(".remedy")).Not.ToBeEmptyAsync();
        var audit = await visit.At("audit-id").TextContentAsync();
        await visit.Page.GotoAsync("/control?result=refused");
        await Expect(visit.At("audit-row").Filter(new() { HasText = "melt_setpoint" }).Filter(new() { HasText = audit }).First).ToBeVisibleAsync();
    }

    private static async Task OpenAsync(Visit visit)
    {
        await visit.Page.GotoAsync($"/tags/{Tag}");
        await Expect(visit.At("tag-big-value")).ToContainTextAsync(Number());
        await Expect(visit.At("write-range")).ToContainTextAsync("6 to 30");
    }

    [GeneratedRegex(@"\d+\.\d")]
    private static partial Regex Number();
}
