using System.Globalization;
using Millwright.Benchmarks.Log;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Historian;
using Millwright.Model;

namespace Millwright.Benchmarks.Historian;

/// <summary>Writes until it is killed, or opens what a killed one left behind; in a process of its own.</summary>
internal static class RecoveryPart
{
    public const string Verb = "historian-recovery-part";

    /// <param name="arguments">Folder; <c>write</c> or <c>open</c>.</param>
    public static Task RunAsync(string[] arguments) => arguments[1] == "write" ? WriteAsync(arguments[0]) : OpenAsync(arguments[0]);

    /// <summary>Says after each commit how many samples are on the medium, and how many bytes the log has.</summary>
    private static async Task WriteAsync(string folder)
    {
        var plant = new SlowPlant();
        var files = new PosixFileStore();
        // Everything is kept in the log until the historian has it, and after.
        using var log = SampleLog.Open(files, Path.Combine(folder, "log"), plant.Tags, new() { RetainBytes = 2L << 30 }, TimeProvider.System);
        using var cursor = log.OpenCursor("historian");
        using var store = HistoryStore.Open(
            new() { KeepFor = TimeSpan.Zero, FlushAfter = TimeSpan.FromHours(1) }, Path.Combine(folder, "historian"), files, cursor, plant.Tags, TimeProvider.System);
        _ = store.RunAsync(CancellationToken.None);
        var samples = 0L;
        for (var second = 0; ; second++)
        {
            LogPosition last = default;
            foreach (var batch in plant.Second(second))
            {
                using (batch)
                {
                    samples += batch.Count;
                    last = await log.AppendAsync(batch, CancellationToken.None);
                }
            }
            if (second % 50 != 49)
                continue;
            await log.WhenCommittedAsync(last, CancellationToken.None);
            while (store.Info.Taken < last)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{samples} {log.Bytes}"));
        }
    }

    /// <summary>Says how long it took until everything answers, and how many samples there are.</summary>
    private static async Task OpenAsync(string folder)
    {
        var start = TimeProvider.System.GetTimestamp();
        var files = new PosixFileStore();
        var tags = new TagTable();
        using var log = SampleLog.Open(files, Path.Combine(folder, "log"), tags, new(), TimeProvider.System);
        using var cursor = log.OpenCursor("historian");
        using var store = HistoryStore.Open(
            new() { KeepFor = TimeSpan.Zero }, Path.Combine(folder, "historian"), files, cursor, tags, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var running = store.RunAsync(stop.Token);
        while (store.Info.Taken < log.Committed)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        var elapsed = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var samples = 0L;
        for (var tag = 0; tag < tags.Count; tag++)
            samples += await store.CountAsync(tags[new TagHandle(tag)].Id, Timestamp.MinValue, Timestamp.MaxValue, CancellationToken.None);
        await stop.CancelAsync();
        await running;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{elapsed} {samples}"));
    }
}
