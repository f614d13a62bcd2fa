using System.Diagnostics;
using System.Globalization;
using Millwright.Processes;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>How a run ends.</summary>
public sealed class StopTests
{
    private const string Tag = "line/machine/c0";

    [Fact]
    public async Task An_orderly_end_keeps_every_reading_and_leaves_nothing_to_recover()
    {
        await using var device = new TestDevice(new CountingDevice()).PowerOn();
        using var plant = new TemporaryPlant(Yaml(device.Port));
        double last;
        await using (var millwright = await MillwrightProcess.StartAsync(plant))
        {
            await Eventually.TrueAsync(
                async () => await millwright.LedgerAsync("device", "logged") > 500, TimeSpan.FromSeconds(30), () => $"500 samples\n{millwright.Output}");
            last = (await millwright.HistoryAsync(Tag))[^1].Value;
            Assert.True(File.Exists(Path.Combine(plant.Data, "instance.json")));
            await millwright.StopAsync();
            Assert.Equal(0, millwright.ExitCode);
        }
        Assert.False(File.Exists(Path.Combine(plant.Data, "instance.json")));
        var (code, output) = await MillwrightProcess.VerbAsync("verify", plant.Folder);
        Assert.True(code == 0, output);
        Assert.Contains("pending=0", output, StringComparison.Ordinal);
        await using var again = await MillwrightProcess.StartAsync(plant);
        var values = (await again.HistoryAsync(Tag)).Where(s => s.Is == "good").Select(s => s.Value).ToList();
        Assert.Contains(last, values);
        // Bad samples of the end between the good ones carry no number: the good ones have no hole but the start's own reading.
        Assert.InRange(values.Zip(values.Skip(1)).Count(pair => pair.Second != pair.First + 1), 0, 1);
    }

    /// <summary>A second signal that came while the program was ending ended it in a stack trace.</summary>
    [Fact]
    public async Task Signals_that_keep_coming_while_it_ends_do_not_break_the_end()
    {
        using var plant = new TemporaryPlant(Yaml(1));
        for (var round = 0; round < 6; round++)
        {
            await using var program = ChildProcess.Start(Repository.Program, ["run", plant.Folder, "--listen", "127.0.0.1:0"]);
            await program.LineAsync("data     ");
            using var signals = Process.Start(
                "/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -INT {program.Id}; kill -INT {program.Id}; kill -TERM {program.Id}")]);
            await program.ExitAsync(TimeSpan.FromSeconds(30));
            await signals.WaitForExitAsync();
            Assert.DoesNotContain("Unhandled", program.Output, StringComparison.Ordinal);
            // 130 and 143: the last signal, INT or TERM, met a process that had let go of everything.
            Assert.True(program.ExitCode is 0 or 130 or 143, $"exit code {program.ExitCode}\n{program.Output}");
        }
    }

    private static string Yaml(int port) =>
        $$"""
        connections:
          device: { driver: modbus-tcp, address: "127.0.0.1:{{port}}", unit: 1, scan: 20 ms, timeout: 5 s }
        assets:
          line/machine:
            connection: device
            tags:
        {{string.Join('\n', Enumerable.Range(0, 20).Select(i => $"      c{i}: {{ register: holding {2 * i}, as: uint32 }}"))}}
        """;
}
