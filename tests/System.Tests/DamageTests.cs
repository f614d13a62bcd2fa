using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>Files that were changed behind the program's back between two runs.</summary>
public sealed class DamageTests
{
    private const string Tag = "line/machine/c0";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_damaged_segment_is_told_and_what_is_whole_is_served()
    {
        await using var device = new TestDevice(new CountingDevice()).PowerOn();
        using var plant = new TemporaryPlant(Yaml(device.Port, "log: { segment_bytes: 64 KiB, commit_interval: 0 ms }"));
        await DamageAsync(plant, () => Directory.GetFiles(Path.Combine(plant.Data, "log"), "*.log").Order().ToArray() is { Length: > 1 } files ? files[0] : null);
    }

    [Fact]
    public async Task A_damaged_block_file_is_told_and_what_is_whole_is_served()
    {
        await using var device = new TestDevice(new CountingDevice()).PowerOn();
        using var plant = new TemporaryPlant(Yaml(device.Port, "historian: { flush_after: 2 s }"));
        await DamageAsync(plant, () => Directory.GetFiles(Path.Combine(plant.Data, "historian"), "*.blocks", SearchOption.AllDirectories).Order().FirstOrDefault());
    }

    /// <summary>Runs until the file is there, flips bytes in its middle, and looks at verify and at a further run.</summary>
    private static async Task DamageAsync(TemporaryPlant plant, Func<string?> find)
    {
        List<MillwrightProcess.Sample> before;
        await using (var millwright = await MillwrightProcess.StartAsync(plant))
        {
            await Eventually.TrueAsync(() => find() is not null, Patience, () => $"a file to damage\n{millwright.Output}");
            before = await millwright.HistoryAsync(Tag);
            await millwright.StopAsync();
        }
        var (code, output) = await MillwrightProcess.VerbAsync("verify", plant.Folder);
        Assert.True(code == 0, output);
        var file = find()!;
        foreach (var part in (double[])[0.2, 0.4, 0.6, 0.8])
        {
            Flip(file, part, 0x10);
            (code, output) = await MillwrightProcess.VerbAsync("verify", plant.Folder, "--json");
            Assert.True(code == 1, $"one bit at {part} of {file} is wrong, unseen\n{output}");
            Flip(file, part, 0x10);
        }
        Flip(file, 0.5, 0xFF, 16);
        (code, output) = await MillwrightProcess.VerbAsync("verify", plant.Folder, "--json");
        Assert.True(code == 1, output);
        Assert.Contains(Path.GetFileName(file), output, StringComparison.Ordinal);

        await using var again = await MillwrightProcess.StartAsync(plant);
        var last = before[^1].Time;
        await Eventually.TrueAsync(
            async () => await again.ValueAsync(Tag) is { Is: "good" } value && string.CompareOrdinal(value.Time, last) > 0, Patience, () => again.Output);
        var after = await again.HistoryAsync(Tag);
        var known = before.ToDictionary(s => s.Time, s => s.Value);
        Assert.All(after.Where(s => known.ContainsKey(s.Time) && s.Is == "good"), s => Assert.Equal(known[s.Time], s.Value));
        Assert.Contains(after, s => string.CompareOrdinal(s.Time, last) > 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{after.Count(s => known.ContainsKey(s.Time))} of {before.Count} readings from before the damage are served");
    }

    private static void Flip(string path, double part, byte bits, int count = 1)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var at = (long)(file.Length * part);
        file.Position = at;
        var bytes = new byte[count];
        file.ReadExactly(bytes);
        file.Position = at;
        file.Write([.. bytes.Select(b => (byte)(b ^ bits))]);
    }

    private static string Yaml(int port, string section) =>
        $$"""
        {{section}}
        connections:
          device: { driver: modbus-tcp, address: "127.0.0.1:{{port}}", unit: 1, scan: 50 ms, timeout: 5 s }
        assets:
          line/machine:
            connection: device
            tags:
        {{string.Join('\n', Enumerable.Range(0, 60).Select(i => $"      c{i}: {{ register: holding {2 * i}, as: uint32 }}"))}}
        """;
}
