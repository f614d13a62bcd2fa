using Millwright.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Millwright.Browser.Tests.Pages;

public sealed class SystemPageTests(DemoRun demo)
{
    [Fact]
    public async Task All_connections_are_listed_and_one_opens_with_plan_and_ledger()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/connections");
        await Expect(visit.At("connection-row")).ToHaveCountAsync(7);
        var press = visit.Page.Locator("[data-testid=connection-row][data-connection=press3]");
        await Expect(press).ToContainTextAsync("running");
        await Expect(press).ToContainTextAsync("modbus-tcp");
        await press.ClickAsync();
        await Expect(visit.At("connection-page")).ToContainTextAsync("running");
        await Expect(visit.At("state-timeline")).ToContainTextAsync("synchronizing");
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Tab, new() { Name = "Read plan" }).ClickAsync();
        await Expect(visit.At("read-plan")).ToContainTextAsync("100–115");
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Tab, new() { Name = "Ledger" }).ClickAsync();
        await Expect(visit.At("ledger-row")).ToContainTextAsync("adds up");
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_device_can_be_browsed_from_its_connection()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/connections/press3?tab=browse");
        await visit.At("browse-start").ClickAsync();
        await Expect(visit.At("browse-row").First).ToBeVisibleAsync();
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task The_ledger_balances_while_samples_flow()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/ledger");
        await Expect(visit.At("ledger-balance")).ToHaveAttributeAsync("data-balanced", "true");
        await Expect(visit.At("ledger-row")).ToHaveCountAsync(7);
        await Expect(visit.At("sink-table")).ToContainTextAsync("historian");
    }

    [Fact]
    public async Task Settings_show_the_configuration_that_runs_and_the_accounts()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/settings");
        await Expect(visit.At("config-text")).ToContainTextAsync("plant: acme/berlin");
        await Expect(visit.At("findings-none")).ToBeVisibleAsync();
        await visit.At("settings-users").ClickAsync();
        await Expect(visit.Page.Locator("[data-testid=user-row][data-user=ada]")).ToContainTextAsync("admin");
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task The_certificates_say_whom_the_node_trusts_and_the_own_one_is_made_on_demand()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/settings?tab=certificates");
        await Expect(visit.At("certificates")).ToContainTextAsync("Nobody is trusted yet");
        await visit.At("certificate-renew").ClickAsync();
        await visit.At("certificate-confirm").ClickAsync();
        await Expect(visit.At("certificate-own")).ToContainTextAsync("CN=Millwright acme/berlin");
        await Expect(visit.At("certificate-fingerprint")).ToBeVisibleAsync();
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task A_page_is_dark_or_light_as_the_person_says_and_stays_so()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/");
        var root = visit.Page.Locator("html");
        await Expect(root).ToHaveAttributeAsync("data-mantine-color-scheme", "dark");
        await visit.At("theme-switch").ClickAsync();
        await Expect(root).ToHaveAttributeAsync("data-mantine-color-scheme", "light");
        await visit.Page.ReloadAsync();
        await Expect(visit.At("plant-line")).ToBeVisibleAsync();
        await Expect(root).ToHaveAttributeAsync("data-mantine-color-scheme", "light");
    }
}
