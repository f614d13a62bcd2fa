using System.Text.RegularExpressions;
using Millwright.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Millwright.Browser.Tests.Pages;

public sealed partial class SignInTests(DemoRun demo)
{
    [Fact]
    public async Task The_one_time_link_leads_to_a_name_and_password_that_open_the_pages_again()
    {
        var browser = demo.Browser;
        using var folder = PlantFolder.Empty();
        await using var program = await PlantProgram.StartAsync(folder.Path);
        await using var visit = await Visit.StartAsync(browser, program.Url, session: null);
        var page = visit.Page;

        await page.GotoAsync(program.SignInLink);
        await Expect(visit.At("overview")).ToBeVisibleAsync();
        await visit.At("set-password").ClickAsync();
        await visit.At("password-name").FillAsync(Person.Name);
        await visit.At("password-new").FillAsync(Person.Password);
        await visit.At("password-again").FillAsync(Person.Password);
        await visit.At("password-save").ClickAsync();
        await Expect(visit.At("set-password-notice")).ToHaveCountAsync(0);

        await visit.At("user-menu").ClickAsync();
        await visit.At("sign-out").ClickAsync();
        await Expect(visit.At("sign-in")).ToBeVisibleAsync();

        await FillAsync(visit, "not the password");
        await Expect(visit.At("sign-in-error")).ToContainTextAsync("Name or password is wrong");
        await FillAsync(visit, Person.Password);
        await Expect(visit.At("overview")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_used_link_opens_nothing_and_says_so()
    {
        var browser = demo.Browser;
        using var folder = PlantFolder.Empty();
        await using var program = await PlantProgram.StartAsync(folder.Path);
        await using var first = await Visit.StartAsync(browser, program.Url, session: null);
        await first.Page.GotoAsync(program.SignInLink);
        await Expect(first.At("overview")).ToBeVisibleAsync();
        await Expect(first.At("empty")).ToContainTextAsync("No machines yet");

        await using var second = await Visit.StartAsync(browser, program.Url, session: null);
        await second.Page.GotoAsync(program.SignInLink);
        await Expect(second.At("sign-in-link-failed")).ToContainTextAsync("no longer valid");
        await second.Page.GotoAsync("/connections");
        await Expect(second.Page).ToHaveURLAsync(SignInAddress());
    }

    private static async Task FillAsync(Visit visit, string password)
    {
        await visit.At("sign-in-name").FillAsync(Person.Name);
        await visit.At("sign-in-password").FillAsync(password);
        await visit.At("sign-in-submit").ClickAsync();
    }

    [GeneratedRegex("/sign-in")]
    private static partial Regex SignInAddress();
}
