using Microsoft.Playwright;
using Millwright.Simulators.Plants;

namespace Millwright.Browser.Tests.Running;

/// <summary>
/// The demo plant, run once for all tests by the real program. Its machines are simulated by the tests on ports that the system
/// chooses, so that a demo on the usual ports does not stand in the way.
/// </summary>
public sealed class DemoRun : IAsyncLifetime
{
    private readonly Chromium _chromium = new();
    private SimulatedPlant? _machines;
    private PlantFolder? _folder;
    private PlantProgram? _program;
    private string? _session;
    private DateTimeOffset _started;

    /// <summary>The browser; skips the test where there is none.</summary>
    public IBrowser Browser => _chromium.Browser;

    public async ValueTask InitializeAsync()
    {
        if (!Chromium.IsInstalled)
            return;
        await _chromium.StartAsync();
        var serial = Path.Combine(Path.GetTempPath(), $"millwright-browser-{Environment.ProcessId}.pty");
        _machines = await SimulatedPlant.StartAsync(new() { BasePort = 0, SerialLink = serial }, TimeProvider.System, CancellationToken.None);
        string Of(string machine) => $"127.0.0.1:{_machines.Machines.First(one => one.Name == machine).Port}";
        _folder = PlantFolder.CopyOfDemo(new Dictionary<string, string>
        {
            ["simulate: { plant: demo, seed: 1 }\n"] = "",
            ["127.0.0.1:15020"] = Of("press3"),
            ["127.0.0.1:15021"] = Of("compressor1"),
            ["127.0.0.1:15022"] = Of("spindle2"),
            ["127.0.0.1:15023"] = Of("packaging5"),
            ["127.0.0.1:15024"] = Of("chiller1"),
            ["127.0.0.1:15025"] = Of("meter-main"),
            ["data/line5.pty"] = serial,
        });
        _program = await PlantProgram.StartAsync(_folder.Path);
        _started = TimeProvider.System.GetUtcNow();
        _session = await Person.SignInAsync(_chromium.Browser, _program);
    }

    /// <summary>Opens the pages as the administrator.</summary>
    public Task<Visit> VisitAsync(ColorScheme scheme = ColorScheme.Dark) =>
        Visit.StartAsync(Browser, _program!.Url, _session, scheme);

    /// <summary>Waits until the plant has run for a while, so that a picture has something to show.</summary>
    public Task WaitForHistoryAsync(TimeSpan length)
    {
        var left = _started + length - TimeProvider.System.GetUtcNow();
        return left > TimeSpan.Zero ? Task.Delay(left, TimeProvider.System) : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        if (_machines is not null)
            await _machines.DisposeAsync();
        _folder?.Dispose();
        await _chromium.DisposeAsync();
    }
}
