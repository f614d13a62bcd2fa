using System.Globalization;
using System.Text.RegularExpressions;
using Millwright.Processes;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>A recording of real sensors, replayed by a third-party server, and what history says of it.</summary>
public sealed partial class ValveTestbedTests
{
    private const string Python = "/usr/bin/python3";
    private const int Rows = 300;
    private const string Asset = "testbed/loop1/";

    /// <summary>The tags of the file's columns, in the file's order.</summary>
    private static readonly string[] Columns =
        ["accelerometer1", "accelerometer2", "current", "pressure", "temperature", "thermocouple", "voltage", "flow", "anomaly", "changepoint"];

    [Fact]
    public async Task History_returns_the_recording_value_by_value_and_the_ledger_accounts_for_each_sample()
    {
        var file = FindRecording();
        var sample = Path.Combine(Repository.Root, "samples", "valve-testbed");
        var csv = Path.Combine(Directory.CreateTempSubdirectory("skab-").FullName, "recording.csv");
        var lines = (await File.ReadAllLinesAsync(file)).Take(Rows + 1).ToArray();
        await File.WriteAllLinesAsync(csv, lines);
        await using var replay = ChildProcess.Start(
            Python, ["-W", "ignore", Path.Combine(sample, "replay.py"), "--csv", csv, "--port", "0", "--speed", "20", "--once", "--linger", "120"]);
        var port = Port().Match(await replay.LineAsync("listening on")).Groups[1].Value;
        var yaml = await File.ReadAllTextAsync(Path.Combine(sample, "plant.yaml"));
        using var plant = new TemporaryPlant("");
        await File.WriteAllTextAsync(plant.Yaml, Simulate().Replace(yaml, "").Replace("127.0.0.1:15030", $"127.0.0.1:{port}", StringComparison.Ordinal));
        await using (var millwright = await MillwrightProcess.StartAsync(plant))
        {
            await Eventually.TrueAsync(
                async () => (await millwright.ValueAsync(Asset + "row")).Number == Rows, TimeSpan.FromSeconds(100), () => $"row {Rows}\n{millwright.Output}\n{replay.Output}");
            await replay.KillAsync();
            await CompareAsync(millwright, lines);
            await millwright.StopAsync();
        }
        var (code, output) = await MillwrightProcess.VerbAsync("verify", plant.Folder);
        Assert.True(code == 0, output);
        Directory.Delete(Path.GetDirectoryName(csv)!, recursive: true);
    }

    private static async Task CompareAsync(MillwrightProcess millwright, string[] lines)
    {
        await Eventually.TrueAsync(async () => await millwright.StateAsync("testbed") != "running", TimeSpan.FromSeconds(20), () => "the end of the device seen");
        var stored = 0L;
        var logged = 0L;
        await Eventually.TrueAsync(
            async () =>
            {
                logged = await millwright.LedgerAsync("testbed", "logged");
                stored = 0;
                foreach (var tag in (string[])["row", "ready", "pass", "ended", "row_time", "row_check", .. Columns])
                    stored += (await millwright.HistoryAsync(Asset + tag)).Count;
                return stored == logged && await millwright.LedgerAsync("testbed", "pending") == 0;
            },
            TimeSpan.FromSeconds(30), () => $"{logged} samples logged and {stored} in history");
        var row = await millwright.LedgerAsync("testbed", "sampled");
        Assert.Equal(row, logged + await millwright.LedgerAsync("testbed", "suppressed") + await millwright.LedgerAsync("testbed", "rejected"));
        Assert.Equal(0, await millwright.LedgerAsync("testbed", "lost"));
        Assert.True((await millwright.GetAsync("ledger"))["balanced"]!.GetValue<bool>());

        var rows = (await millwright.HistoryAsync(Asset + "row")).Where(s => s.Is == "good" && s.Value >= 1).ToList();
        Assert.Equal(Enumerable.Range(1, Rows), rows.Select(s => (int)s.Value).Distinct());
        for (var column = 0; column < Columns.Length; column++)
        {
            var values = (await millwright.HistoryAsync(Asset + Columns[column])).ToDictionary(s => s.Time, s => s.Value);
            foreach (var sample in rows)
            {
                var expected = double.Parse(lines[(int)sample.Value].Split(';')[column + 1], CultureInfo.InvariantCulture);
                Assert.True(values.TryGetValue(sample.Time, out var value) && value.Equals(expected), $"{Columns[column]} of row {sample.Value} is {value}, the file says {expected}");
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{Rows} rows, {rows.Count} readings of them, {logged} samples logged and found in history");
    }

    private static string FindRecording()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/pymodbus"))
            Assert.Skip("needs pymodbus: apt-get install python3-pymodbus");
        var folders = new List<string> { Environment.GetEnvironmentVariable("MILLWRIGHT_DATA") ?? "" };
        for (var folder = new DirectoryInfo(Repository.Root).Parent; folder is not null; folder = folder.Parent)
            folders.Add(Path.Combine(folder.FullName, "shared", "data"));
        var found = folders.Select(f => Path.Combine(f, "skab", "valve1", "0.csv")).FirstOrDefault(File.Exists);
        if (found is null)
            Assert.Skip("needs the SKAB recording: set MILLWRIGHT_DATA to a folder with skab/valve1/0.csv (samples/valve-testbed/README.md)");
        return found!;
    }

    [GeneratedRegex(":([0-9]+),")]
    private static partial Regex Port();

    [GeneratedRegex("^simulate:.*$", RegexOptions.Multiline)]
    private static partial Regex Simulate();
}
