using System.Globalization;
using Microsoft.Playwright;
using Millwright.Browser.Tests.Running;
using Millwright.Processes;
using static Microsoft.Playwright.Assertions;

namespace Millwright.Browser.Tests.Pages;

/// <summary>Events, conditions and commands of a machine whose server is a third party's (node-opcua), on the pages.</summary>
public sealed class EventPageTests(DemoRun demo)
{
    private const float SettledMs = 2_000;

    [Fact]
    public async Task An_alarm_appears_by_itself_is_acknowledged_by_a_person_and_a_command_is_called()
    {
        var browser = demo.Browser;
        var peers = Path.Combine(Repository.Root, "tests", "Interop.Tests", "peers");
        if (!Directory.Exists(Path.Combine(peers, "node_modules", "node-opcua")) || ChildProcess.Find("node") is not { } node)
        {
            Assert.Skip("needs node-opcua: npm ci in tests/Interop.Tests/peers");
            return;
        }
        var port = ChildProcess.FreePort();
        using var folder = PlantFolder.Empty();
        await using var machine = ChildProcess.Start(node, [Path.Combine(peers, "node_opcua_press.mjs"), port.ToString(CultureInfo.InvariantCulture), Path.Combine(folder.Path, "pki"), "20"]);
        await machine.LineAsync("listening", TimeSpan.FromSeconds(120));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "plant.yaml"), Yaml(port));
        await using var program = await PlantProgram.StartAsync(folder.Path);
        var session = await Person.SignInAsync(browser, program);
        await using var visit = await Visit.StartAsync(browser, program.Url, session);
        await visit.Page.GotoAsync("/events");
        await Expect(visit.At("standing-count")).ToHaveTextAsync("nothing");

        await WriteAsync(visit, "line/press/raise", "door of the press opened");
        await Expect(visit.At("event-row").First).ToContainTextAsync("door of the press opened");
        await WriteAsync(visit, "line/press/temperature", 95);
        var row = visit.At("standing-row").First;
        await Expect(row).ToContainTextAsync("active, unacknowledged");
        await PictureAsync(visit, program, session, "events");

        await row.GetByTestId("act").ClickAsync();
        await visit.At("act-comment").FillAsync("cooling is on");
        await visit.At("act-confirm").ClickAsync();
        await Expect(row).ToHaveAttributeAsync("data-acknowledged", "true");
        await Expect(row).ToContainTextAsync("cooling is on");
        await visit.At("event-filter").FillAsync("door");
        await Expect(visit.At("event-row")).ToHaveCountAsync(1);
        await Expect(visit.At("standing-row")).ToHaveCountAsync(0);

        await visit.Page.GotoAsync("/control");
        await Expect(visit.At("command-row")).ToContainTextAsync("starts a batch");
        await visit.At("command-call").ClickAsync();
        await visit.At("argument-speed").FillAsync("12");
        await visit.At("argument-recipe").FillAsync("oak");
        await visit.At("call-confirm").ClickAsync();
        await Expect(visit.At("call-outcome")).ToContainTextAsync("103");
        Assert.Empty(visit.Troubles);
    }

    private static async Task WriteAsync(Visit visit, string tag, object value)
    {
        // The first value may still be on its way: a tag that is not Good yet is not written.
        for (var attempt = 0; ; attempt++)
        {
            var answer = await visit.Context.APIRequest.PostAsync(
                "/api/v1/writes", new() { DataObject = new { tag, value }, Headers = new Dictionary<string, string> { ["X-Millwright"] = "1" } });
            if (answer.Ok)
                return;
            Assert.True(attempt < 300 && answer.Status is 409 or 502, await answer.TextAsync());
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>The documentation's picture, dark and light, when MILLWRIGHT_SCREENSHOTS names a folder.</summary>
    private static async Task PictureAsync(Visit visit, PlantProgram program, string session, string name)
    {
        if (Environment.GetEnvironmentVariable("MILLWRIGHT_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await using var seen = await Visit.StartAsync(visit.Context.Browser!, program.Url, session, scheme);
            await seen.Page.GotoAsync("/events");
            await Expect(seen.At("standing-row").First).ToBeVisibleAsync();
            await seen.Page.WaitForTimeoutAsync(SettledMs);
            var file = Path.Combine(folder, $"{name}-{(scheme == ColorScheme.Dark ? "dark" : "light")}.png");
            await seen.Page.ScreenshotAsync(new() { Path = Path.GetFullPath(file), Animations = ScreenshotAnimations.Disabled });
        }
    }

    private static string Yaml(int port) =>
        $$"""
        plant: acme/test
        connections:
          machine: { driver: opc-ua, address: "opc.tcp://localhost:{{port}}", security: none, scan: 100 ms, events: { fields: [HighLimit], publishing: 100 ms } }
        assets:
          line/press:
            connection: machine
            tags:
              temperature: { node: "nsu=urn:machine;s=Temperature", write: { low: 0, high: 200, min_interval: 0 s } }
              raise: { node: "nsu=urn:machine;s=Raise", as: string, write: { min_interval: 0 s } }
            commands:
              start: { method: "nsu=urn:machine;s=Start", description: starts a batch, arguments: { speed: { range: 0..1000 }, recipe: { as: string } } }
        """;
}
