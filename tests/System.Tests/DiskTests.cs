using System.Text.Json.Nodes;
using Millwright.Processes;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>A disk that fills up and is freed again (R5), on a small file system in memory.</summary>
public sealed class DiskTests
{
    private const string Tag = "line/machine/c0";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_full_disk_stops_no_machine_is_told_and_ends_without_a_restart_or_a_loss_unseen()
    {
        var folder = Directory.CreateTempSubdirectory("millwright-disk-").FullName;
        if (!Environment.IsPrivilegedProcess || (await ChildProcess.RunAsync("/bin/mount", ["-t", "tmpfs", "-o", "size=48m", "tmpfs", folder])).ExitCode != 0)
        {
            Directory.Delete(folder);
            Assert.Skip("needs root and mount: run as root with CAP_SYS_ADMIN");
        }
        try
        {
            await using var device = new TestDevice(new CountingDevice()).PowerOn();
            var plant = new TemporaryPlant(Yaml(device.Port), folder);
            await RunAsync(plant, Path.Combine(folder, "ballast"));
            var (code, output) = await MillwrightProcess.VerbAsync("verify", plant.Folder);
            Assert.True(code == 0, output);
        }
        finally
        {
            await ChildProcess.RunAsync("/bin/umount", ["-l", folder]);
            Directory.Delete(folder);
        }
    }

    private static async Task RunAsync(TemporaryPlant plant, string ballast)
    {
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await millwright.WaitReadyAsync();
        await Eventually.TrueAsync(async () => await millwright.LedgerAsync("device", "logged") > 1_000, Patience, () => millwright.Output);
        var acknowledged = await millwright.HistoryAsync(Tag);

        await FillAsync(ballast);
        var told = await Eventually.TrueAsync(async () => (await AlertsAsync(millwright)).Count > 0, Patience, () => $"an alert\n{millwright.Output}");
        Assert.NotEmpty((await AlertsAsync(millwright))[0]!["remedy"]!.ToString());
        for (var i = 0; i < 3; i++)
        {
            var time = (await millwright.ValueAsync(Tag)).Time;
            await Eventually.TrueAsync(
                async () => string.CompareOrdinal((await millwright.ValueAsync(Tag)).Time, time) > 0, TimeSpan.FromSeconds(5), () => $"live values go on\n{millwright.Output}");
        }
        File.Delete(ballast);
        var resumed = await Eventually.TrueAsync(async () => (await AlertsAsync(millwright)).Count == 0, Patience, () => $"the alert gone\n{millwright.Output}");
        var logged = await millwright.LedgerAsync("device", "logged");
        await Eventually.TrueAsync(async () => await millwright.LedgerAsync("device", "logged") > logged + 500, Patience, () => $"samples logged again\n{millwright.Output}");

        var known = (await millwright.HistoryAsync(Tag)).ToHashSet();
        Assert.All(acknowledged, s => Assert.Contains(s, known));
        var gap = (await millwright.GetAsync("ledger"))["gaps"]!.AsArray().FirstOrDefault(g => g!["cause"]!.ToString() == "disk-full");
        Assert.True(gap?["count"]?.GetValue<long>() > 0, (await millwright.GetAsync("ledger"))["gaps"]!.ToJsonString());
        Assert.True((await millwright.GetAsync("ledger"))["balanced"]!.GetValue<bool>());
        TestContext.Current.TestOutputHelper?.WriteLine($"alert after {told.TotalSeconds:0.0} s, resumed {resumed.TotalSeconds:0.0} s after there was room, {gap!["count"]} samples counted as not taken");
        await millwright.StopAsync();
    }

    private static async Task<JsonArray> AlertsAsync(MillwrightProcess millwright) => (await millwright.GetAsync("node"))["alerts"]!.AsArray();

    /// <summary>Writes until there is no room for one byte more.</summary>
    private static async Task FillAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
                await file.WriteAsync(block);
        }
        catch (IOException)
        {
            // Full: what it is for.
        }
    }

    private static string Yaml(int port) =>
        $$"""
        log: { segment_bytes: 1 MiB, keep_free_bytes: 0, probe_interval: 200 ms }
        connections:
          device: { driver: modbus-tcp, address: "127.0.0.1:{{port}}", unit: 1, scan: 20 ms, timeout: 5 s }
        assets:
          line/machine:
            connection: device
            tags:
        {{string.Join('\n', Enumerable.Range(0, 60).Select(i => $"      c{i}: {{ register: holding {2 * i}, as: uint32 }}"))}}
        """;
}
