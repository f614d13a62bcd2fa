using System.Globalization;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>A start on a great log whose end is torn, as a kill leaves it. MILLWRIGHT_RECOVERY_MB says how great, 200 when it does not; 1000 is the case of R1.</summary>
public sealed class RecoveryTests
{
    private const int Tags = 100;
    private const int TimesPerBatch = 50;
    private const string Asset = "line/machine";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task All_that_was_acknowledged_in_a_great_log_is_there_after_a_start()
    {
        var megabytes = int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_RECOVERY_MB"), CultureInfo.InvariantCulture, out var asked) ? asked : 200;
        using var plant = new TemporaryPlant(Yaml());
        var (first, readings, bytes) = await WriteLogAsync(plant, megabytes * 1_000_000L);
        Tear(plant);

        // The worst case: neither history nor ledger has taken anything of it.
        var start = TimeProvider.System.GetTimestamp();
        await using (var millwright = await MillwrightProcess.StartAsync(plant))
        {
            var answered = TimeProvider.System.GetElapsedTime(start);
            await Eventually.TrueAsync(
                async () => await CountAsync(millwright, $"t{Tags - 1}", first, readings) == readings, TimeSpan.FromMinutes(5), () => $"{readings} readings in history\n{millwright.Output}");
            var whole = TimeProvider.System.GetElapsedTime(start);
            await CheckAsync(millwright, first, readings);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{bytes / 1e6:0} MB of log, {readings * Tags / 1e6:0.0} million samples, nothing taken yet: address after {answered.TotalSeconds:0.00} s, all in history after {whole.TotalSeconds:0.0} s"));
            await millwright.KillAsync();
        }

        // The usual case: they had.
        start = TimeProvider.System.GetTimestamp();
        await using (var millwright = await MillwrightProcess.StartAsync(plant))
        {
            var answered = TimeProvider.System.GetElapsedTime(start);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after a kill -9: address after {answered.TotalSeconds:0.00} s"));
            await Eventually.TrueAsync(
                async () => await CountAsync(millwright, "t0", first, readings) == readings, TimeSpan.FromMinutes(5), () => $"{readings} readings after the kill\n{millwright.Output}");
            await CheckAsync(millwright, first, readings);
            await millwright.StopAsync();
        }
        var (code, output) = await MillwrightProcess.VerbAsync("verify", plant.Folder);
        Assert.True(code == 0, output);
    }

    /// <summary>Writes readings of all tags with the product's own log until it is great enough; all of them are acknowledged.</summary>
    private static async Task<(Timestamp First, int Readings, long Bytes)> WriteLogAsync(TemporaryPlant plant, long bytes)
    {
        var files = new PosixFileStore();
        files.CreateDirectory(plant.Data);
        using var registry = TagRegistry.Open(files, plant.Data, TimeProvider.System);
        var paths = Enumerable.Range(0, Tags).Select(i => TagPath.Parse($"acme/test/{Asset}/t{i}")).ToList();
        var ids = registry.GetOrAdd(paths);
        var table = new TagTable();
        var handles = table.Replace([.. paths.Select((path, i) => new TagDefinition { Id = ids[i], Path = path, Kind = TagKind.Float64, Connection = "device", Address = $"holding {4 * i}" })]);
        using var log = SampleLog.Open(files, Path.Combine(plant.Data, "log"), table, new(), TimeProvider.System);
        var first = Timestamp.Now(TimeProvider.System) - TimeSpan.FromHours(10);
        first = new(first.Ticks - first.Ticks % TimeSpan.TicksPerSecond);
        var readings = 0;
        var last = default(LogPosition);
        while (log.Bytes < bytes)
        {
            using var batch = SampleBatch.Rent(Tags * TimesPerBatch);
            for (var i = 0; i < TimesPerBatch; i++, readings++)
            {
                for (var tag = 0; tag < Tags; tag++)
                    batch.Add(handles[tag], first + Interval * readings, TagValue.Of(ValueOf(tag, readings)), Quality.Good);
            }
            last = await log.AppendAsync(batch, CancellationToken.None);
        }
        await log.WhenCommittedAsync(last, CancellationToken.None);
        return (first, readings, log.Bytes);
    }

    /// <summary>Half a write at the end, and no seal before it counts.</summary>
    private static void Tear(TemporaryPlant plant)
    {
        var file = Directory.GetFiles(Path.Combine(plant.Data, "log"), "*.log").Order().Last();
        using var end = new FileStream(file, FileMode.Append, FileAccess.Write);
        end.Write([.. Enumerable.Range(0, 3_000).Select(i => (byte)(i * 37))]);
    }

    private static async Task CheckAsync(MillwrightProcess millwright, Timestamp first, int readings)
    {
        for (var tag = 0; tag < Tags; tag += 9)
            Assert.Equal(readings, await CountAsync(millwright, $"t{tag}", first, readings));
        foreach (var (tag, from) in ((int, int)[])[(0, 0), (41, readings / 2), (Tags - 1, readings - 5_000)])
        {
            var page = await millwright.GetAsync($"history/raw?tag={Asset}/t{tag}&from={first + Interval * from}&to={first + Interval * readings}&limit=5000");
            var samples = page["samples"]!.AsArray().Select(MillwrightProcess.Sample.Of!).ToList();
            Assert.Equal(5_000, samples.Count);
            for (var i = 0; i < samples.Count; i++)
                Assert.Equal(((first + Interval * (from + i)).ToString(), ValueOf(tag, from + i), "good"), (samples[i].Time, samples[i].Value, samples[i].Is));
        }
    }

    /// <summary>How many readings of a tag history has, counted over buckets.</summary>
    private static async Task<long> CountAsync(MillwrightProcess millwright, string tag, Timestamp first, int readings)
    {
        using var answer = await millwright.Client.GetAsync(new Uri(
            $"/api/v1/history?tag={Asset}/{tag}&from={first}&to={first + Interval * readings}&points=10&format=csv", UriKind.Relative));
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return lines.Skip(1).Sum(l => long.Parse(l.Split(',')[5], CultureInfo.InvariantCulture));
    }

    /// <summary>A number that no other reading has and that does not compress.</summary>
    private static double ValueOf(int tag, int reading)
    {
        var mixed = ((ulong)reading * Tags + (ulong)tag + 1) * 0x9E37_79B9_7F4A_7C15;
        return ((mixed ^ (mixed >> 29)) >> 12) / 1e6;
    }

    private static string Yaml() =>
        $$"""
        connections:
          device: { driver: modbus-tcp, address: "127.0.0.1:1", unit: 1, scan: 1 s, enabled: false }
        assets:
          {{Asset}}:
            connection: device
            tags:
        {{string.Join('\n', Enumerable.Range(0, Tags).Select(i => $"      t{i}: {{ register: holding {4 * i}, as: float64 }}"))}}
        """;
}
