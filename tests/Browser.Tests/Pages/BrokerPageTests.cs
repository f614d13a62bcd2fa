using System.Globalization;
using Microsoft.Playwright;
using Millwright.Browser.Tests.Running;
using Millwright.Processes;
using static Microsoft.Playwright.Assertions;

namespace Millwright.Browser.Tests.Pages;

public sealed class BrokerPageTests(DemoRun demo)
{
    [Fact]
    public async Task A_plant_without_a_broker_says_so_and_what_to_write()
    {
        await using var visit = await demo.VisitAsync();
        await visit.Page.GotoAsync("/broker");
        await Expect(visit.At("empty")).ToContainTextAsync("This plant has no MQTT broker");
        await Expect(visit.At("empty")).ToContainTextAsync("publish: { mqtt: { } }");
        await Expect(visit.At("failure")).ToHaveCountAsync(0);
        Assert.Empty(visit.Troubles);
    }

    [Fact]
    public async Task Who_is_connected_what_is_retained_and_a_message_from_the_page()
    {
        Assert.SkipUnless(ChildProcess.Find("mosquitto_sub") is not null, "needs mosquitto_sub: apt-get install mosquitto-clients");
        var browser = demo.Browser;
        var port = ChildProcess.FreePort();
        using var folder = PlantFolder.WithBroker(port);
        await using var program = await PlantProgram.StartAsync(folder.Path);
        await using var visit = await Visit.StartAsync(browser, program.Url, await Person.SignInAsync(browser, program));
        await visit.Page.GotoAsync("/broker");
        await Expect(visit.At("broker")).ToContainTextAsync("Nobody is connected");

        await using var press = Client("mosquitto_sub", port, "-i", "press3", "-c", "-q", "1", "-t", "acme/press3/#", "-v");
        await PublishAsync(port, "-t", "acme/press3/state", "-m", """{"running":true,"shots":4711}""");
        var sessions = visit.At("broker-sessions");
        await Expect(sessions).ToContainTextAsync("press3");
        await sessions.GetByRole(AriaRole.Button, new() { Name = "press3" }).ClickAsync();
        await Expect(visit.At("broker-filters")).ToContainTextAsync("acme/press3/#");
        await Expect(visit.At("broker-topics")).ToContainTextAsync("acme/press3/state");
        await Expect(visit.At("broker-topics")).ToContainTextAsync("4711");

        await visit.At("broker-publish").ClickAsync();
        await visit.At("publish-topic").FillAsync("acme/press3/note");
        await visit.At("publish-payload").FillAsync("oil changed");
        await visit.At("publish-retain").CheckAsync();
        await PictureAsync(visit, "publish");
        await visit.At("publish-confirm").ClickAsync();
        await Expect(visit.At("publish-outcome")).ToContainTextAsync("Published 11 bytes to acme/press3/note");
        await press.LineAsync("acme/press3/note oil changed", TimeSpan.FromSeconds(30));
        await visit.At("publish-topic").FillAsync("acme/+/note");
        await visit.At("publish-confirm").ClickAsync();
        await Expect(visit.At("publish-outcome")).ToContainTextAsync("Not published.");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.At("broker-topics")).ToContainTextAsync("acme/press3/note");
        await PictureAsync(visit, "broker");
        // The one that was refused, as an answer and as the browser's own word for it.
        Assert.Equal(2, visit.Troubles.Count);
        Assert.Contains(visit.Troubles, t => t.Contains("/mqtt/publish", StringComparison.Ordinal));
    }

    private static ChildProcess Client(string program, int port, params string[] arguments) =>
        ChildProcess.Start(ChildProcess.Find(program)!, ["-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), .. arguments]);

    private static async Task PublishAsync(int port, params string[] arguments)
    {
        var (code, output) = await ChildProcess.RunAsync(
            ChildProcess.Find("mosquitto_pub")!, ["-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-r", .. arguments], limit: TimeSpan.FromSeconds(30));
        Assert.True(code == 0, output);
    }

    /// <summary>For the documentation, when <c>MILLWRIGHT_SCREENSHOTS</c> names a folder.</summary>
    private static async Task PictureAsync(Visit visit, string name)
    {
        if (Environment.GetEnvironmentVariable("MILLWRIGHT_SCREENSHOTS") is { Length: > 0 } folder)
            await visit.Page.ScreenshotAsync(new() { Path = Path.GetFullPath(Path.Combine(folder, $"{name}-dark.png")), Animations = ScreenshotAnimations.Disabled });
    }
}
