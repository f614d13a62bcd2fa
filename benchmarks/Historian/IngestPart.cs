using System.Globalization;
using System.Text.Json;
using Millwright.Benchmarks.Log;
using Millwright.Benchmarks.Processes;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Historian;

namespace Millwright.Benchmarks.Historian;

/// <summary>Our side, in a process of its own: log, head and block files on a real disk. Making the samples is not counted.</summary>
internal static class IngestPart
{
    public const string Verb = "historian-ingest-ours";

    /// <summary>The plant's seconds that are made at a time, between the measured parts.</summary>
    private const int ChunkSeconds = 20;

    /// <param name="arguments">Folder, plant seconds.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var seconds = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var files = new PosixFileStore();
        var plant = new SlowPlant();
        using var log = SampleLog.Open(files, Path.Combine(arguments[0], "log"), plant.Tags, new(), TimeProvider.System);
        var blocks = Path.Combine(arguments[0], "historian");
        using var cursor = log.OpenCursor("historian");
        using var store = HistoryStore.Open(new() { KeepFor = TimeSpan.Zero }, blocks, files, cursor, plant.Tags, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var running = store.RunAsync(stop.Token);
        var cpu = TimeSpan.Zero;
        var elapsed = TimeSpan.Zero;
        var longest = TimeSpan.Zero;
        for (var second = 0; second < seconds; second += ChunkSeconds)
        {
            var chunk = Enumerable.Range(second, Math.Min(ChunkSeconds, seconds - second)).Select(plant.Second).ToList();
            var start = TimeProvider.System.GetTimestamp();
            var used = Environment.CpuUsage.TotalTime;
            LogPosition last = default;
            foreach (var batch in chunk.SelectMany(b => b))
            {
                using (batch)
                    last = await log.AppendAsync(batch, CancellationToken.None);
            }
            var appended = TimeProvider.System.GetTimestamp();
            await log.WhenCommittedAsync(last, CancellationToken.None);
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, TimeProvider.System.GetElapsedTime(appended).Ticks));
            while (store.Info.Taken < last)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            cpu += Environment.CpuUsage.TotalTime - used;
            elapsed += TimeProvider.System.GetElapsedTime(start);
        }
        var before = Environment.CpuUsage.TotalTime;
        var ending = TimeProvider.System.GetTimestamp();
        await stop.CancelAsync();
        await running;
        // The peers are asked to merge what they have before their bytes are counted; what that costs counts as well, here as there.
        var flushed = BytesOf(blocks);
        store.Compact(null, CancellationToken.None);
        cpu += Environment.CpuUsage.TotalTime - before;
        elapsed += TimeProvider.System.GetElapsedTime(ending);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(double)flushed / seconds / SlowPlant.TagCount:F3}"));
        var result = new IngestResult(
            (long)seconds * SlowPlant.TagCount, elapsed.TotalSeconds, cpu.TotalSeconds, BytesOf(blocks), ProcessUse.PeakResidentMegabytes(Environment.ProcessId), longest.TotalMilliseconds);
        Console.WriteLine(JsonSerializer.Serialize(result));
    }

    private static long BytesOf(string folder) => new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length);
}

/// <summary>What taking samples cost a store.</summary>
/// <param name="Samples">How many.</param>
/// <param name="Seconds">Of time.</param>
/// <param name="CpuSeconds">Of processor time, of the store alone.</param>
/// <param name="Bytes">On disk at the end.</param>
/// <param name="PeakMegabytes">Of memory.</param>
/// <param name="CommitMs">The longest wait until what was given was on the medium; null where the store does not say.</param>
internal sealed record IngestResult(long Samples, double Seconds, double CpuSeconds, long Bytes, double PeakMegabytes, double? CommitMs)
{
    public double CpuPerMillion => CpuSeconds / Samples * 1e6;

    public double BytesPerSample => (double)Bytes / Samples;

    public string Line(string name) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-18}{Samples / 1e6,6:F1} million in {Seconds,6:F1} s: {Samples / Seconds / 1e6,6:F2} million/s, {CpuPerMillion:F3} CPU s per million, {BytesPerSample:F3} bytes a sample, {PeakMegabytes:F0} MB at most");
}
