using System.Globalization;
using System.Text.Json.Nodes;
using Millwright.Processes;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>A disk that fills up and is freed again (R5), on a small file system in memory.</summary>
public sealed class DiskTests
{
    private const string Tag = "line/machine/c0";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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
            await RunAsync(plant, device, Path.Combine(folder, "ballast"));
            var (code, output) = await MillwrightProcess.VerbAsync("verify", plant.Folder);
            Assert.True(code == 0, output);
            Assert.Contains("pending=0", output, StringComparison.Ordinal);
        }
        finally
        {
            await ChildProcess.RunAsync("/bin/umount", ["-l", folder]);
            Directory.Delete(folder);
        }
    }

    /// <summary>R4 on the real program: each fsync fails from outside, and nothing may count as acknowledged until they succeed again.</summary>
    [Fact]
    public async Task While_syncs_fail_nothing_is_acknowledged_and_it_goes_on_by_itself_behind_them()
    {
        if (ChildProcess.Find("strace") is not { } strace)
        {
            Assert.Skip("needs strace: apt-get install strace");
            return;
        }
        await using var device = new TestDevice(new CountingDevice()).PowerOn();
        using var plant = new TemporaryPlant(Yaml(device.Port));
        await using (var millwright = await MillwrightProcess.StartAsync(plant))
        {
            await Eventually.TrueAsync(async () => await millwright.LedgerAsync("device", "logged") > 1_000, Patience, () => millwright.Output);
            var acknowledged = await millwright.HistoryAsync(Tag);
            await using (var faults = ChildProcess.Start(
                strace, ["-f", "-q", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO", "-p", millwright.Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await Eventually.TrueAsync(
                    async () => faults.HasExited || (await AlertsAsync(millwright)).Count > 0, Patience, () => $"an alert\n{faults.Output}\n{millwright.Output}");
                if (faults.HasExited)
                    Assert.Skip($"needs the right to trace processes (CAP_SYS_PTRACE): {faults.Output}");
                Assert.NotEmpty((await AlertsAsync(millwright))[0]!["remedy"]!.ToString());
                var logged = await millwright.LedgerAsync("device", "logged");
                for (var i = 0; i < 3; i++)
                {
                    var time = (await millwright.ValueAsync(Tag)).Time;
                    await Eventually.TrueAsync(
                        async () => string.CompareOrdinal((await millwright.ValueAsync(Tag)).Time, time) > 0, Patience, () => $"live values go on\n{millwright.Output}");
                }
                Assert.Equal(logged, await millwright.LedgerAsync("device", "logged"));
                await faults.InterruptAsync();
            }
            await Eventually.TrueAsync(async () => (await AlertsAsync(millwright)).Count == 0, Patience, () => $"the alert gone\n{millwright.Output}");
            var before = await millwright.LedgerAsync("device", "logged");
            await Eventually.TrueAsync(async () => await millwright.LedgerAsync("device", "logged") > before + 500, Patience, () => $"samples logged again\n{millwright.Output}");
            var known = (await millwright.HistoryAsync(Tag)).ToHashSet();
            Assert.All(acknowledged, s => Assert.Contains(s, known));
            var ledger = await millwright.GetAsync("ledger");
            Assert.Contains(ledger["gaps"]!.AsArray(), g => g!["cause"]!.ToString() == "log-failure" && g["count"]?.GetValue<long>() > 0);
            Assert.True(ledger["balanced"]!.GetValue<bool>());
            await SettledAsync(millwright, device);
            await millwright.StopAsync();
        }
        var (code, output) = await MillwrightProcess.VerbAsync("verify", plant.Folder);
        Assert.True(code == 0, output);
        Assert.Contains("pending=0", output, StringComparison.Ordinal);
    }

    private static async Task RunAsync(TemporaryPlant plant, TestDevice device, string ballast)
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
                async () => string.CompareOrdinal((await millwright.ValueAsync(Tag)).Time, time) > 0, Patience, () => $"live values go on\n{millwright.Output}");
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
        await SettledAsync(millwright, device);
        TestContext.Current.TestOutputHelper?.WriteLine($"alert after {told.TotalSeconds:0.0} s, resumed {resumed.TotalSeconds:0.0} s after there was room, {gap!["count"]} samples counted as not taken");
        await millwright.StopAsync();
    }

    /// <summary>What the disk did not take counts as lost, not as on its way for ever: once nothing new comes, nothing is on its way.</summary>
    private static async Task SettledAsync(MillwrightProcess millwright, TestDevice device)
    {
        await device.PowerOffAsync();
        var pending = 0L;
        await Eventually.TrueAsync(
            async () => (pending = await millwright.LedgerAsync("device", "pending")) == 0, Patience, () => $"no sample on its way without a device, {pending} are");
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
