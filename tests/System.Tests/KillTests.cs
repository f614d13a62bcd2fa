using System.Globalization;
using System.Net;
using Millwright.Modbus.Server;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>kill -9 at full ingest, again and again (R1). MILLWRIGHT_KILLS says how often.</summary>
public sealed class KillTests
{
    private const int Tags = 60;
    private const int LeastAcknowledged = 1_000;
    private const string Counter = "line/machine/c0";

    [Fact]
    public async Task What_was_acknowledged_is_there_after_each_kill_and_nothing_twice()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_KILLS"), CultureInfo.InvariantCulture, out var asked) ? asked : 10;
        await using var server = new ModbusServer().MapAll(new CountingDevice());
        var port = server.ListenTcp(new IPEndPoint(IPAddress.Loopback, 0)).Port;
        using var plant = new TemporaryPlant(Yaml(port));
        var acknowledged = new List<MillwrightProcess.Sample>();
        var recovery = new List<double>();
        for (var kill = 0; kill <= kills; kill++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await using var millwright = await MillwrightProcess.StartAsync(plant);
            recovery.Add(TimeProvider.System.GetElapsedTime(start).TotalSeconds);
            var logged = await millwright.LedgerAsync("device", "logged");
            await Eventually.TrueAsync(
                async () => await millwright.LedgerAsync("device", "logged") >= logged + LeastAcknowledged,
                TimeSpan.FromSeconds(60), () => $"{LeastAcknowledged} samples acknowledged after start {kill}\n{millwright.Output}");
            var history = await millwright.HistoryAsync(Counter);
            Verify(acknowledged, history, kill);
            acknowledged = history;
            await millwright.KillAsync();
        }
        recovery.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kills} kills, {acknowledged.Count} readings of {Tags} tags; start to address: median {recovery[recovery.Count / 2]:0.00} s, worst {recovery[^1]:0.00} s");
        var (code, output) = await MillwrightProcess.VerbAsync("verify", plant.Folder);
        Assert.True(code == 0, output);
    }

    private static void Verify(List<MillwrightProcess.Sample> acknowledged, List<MillwrightProcess.Sample> history, int kill)
    {
        var known = history.ToHashSet();
        var lost = acknowledged.Where(s => !known.Contains(s)).ToList();
        Assert.True(lost.Count == 0, $"kill {kill}: {lost.Count} of {acknowledged.Count} acknowledged readings are lost, the first {lost.FirstOrDefault()}");
        var values = history.Where(s => !double.IsNaN(s.Value)).Select(s => s.Value).ToList();
        var twice = values.GroupBy(v => v).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        Assert.True(twice.Count == 0, $"kill {kill}: stored twice: {string.Join(", ", twice.Take(5))}");
        // A kill leaves one hole: what was on its way, and behind it the reading by which the next start gets to know the device.
        var holes = values.Zip(values.Skip(1)).Where(pair => pair.Second != pair.First + 1).Select(pair => $"{pair.First}-{pair.Second}").ToList();
        Assert.True(holes.Count <= kill, $"kill {kill}: holes in the sequence of {values.Count}: {string.Join(", ", holes)}");
    }

    private static string Yaml(int port) =>
        $$"""
        connections:
          device: { driver: modbus-tcp, address: "127.0.0.1:{{port}}", unit: 1, scan: 20 ms, timeout: 10 s }
        assets:
          line/machine:
            connection: device
            tags:
        {{string.Join('\n', Enumerable.Range(0, Tags).Select(i => $"      c{i}: {{ register: holding {2 * i}, as: uint32 }}"))}}
        """;
}
