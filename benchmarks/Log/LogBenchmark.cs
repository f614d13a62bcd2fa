using System.Diagnostics;
using System.Globalization;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Model;

namespace Millwright.Benchmarks.Log;

/// <summary>The log alone, on a real disk: throughput, CPU and bytes a sample, allocation, and how long a commit takes at plant speed.</summary>
internal static class LogBenchmark
{
    private const int Rounds = 3;
    private const int Seconds = 2_000;

    // design.md, sections 6 and 9.
    private const double BudgetCpuSecondsPerMillion = 0.03;
    private const double BudgetBytesPerSample = 4.5;
    private const double BudgetSamplesPerSecond = 5_000_000;
    private const double BudgetCommitP99Ms = 100;
    private const double BudgetAllocatedBytesPerSample = 1;

    public static async Task RunAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), "millwright-bench-" + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(folder);
            await RunAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(string folder)
    {
        var plant = new SlowPlant();
        Console.WriteLine($"{SlowPlant.TagCount} tags at 1 s in poll groups of {SlowPlant.GroupSize}, {Rounds} rounds of {Seconds} plant seconds");
        await IngestAsync(Path.Combine(folder, "warm-up"), plant, 600);
        var rounds = new List<Round>();
        for (var i = 0; i < Rounds; i++)
        {
            rounds.Add(await IngestAsync(Path.Combine(folder, "round" + i), plant, Seconds));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rounds[^1]}"));
        }
        var latencies = await LatenciesAsync(Path.Combine(folder, "latency"), plant);
        var (read, open) = ReadBack(Path.Combine(folder, "round0"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"read back {read / 1e6:F1} million samples/s; open {open:F0} ms; commit p50 {Percentile(latencies, 50):F1} ms, p99 {Percentile(latencies, 99):F1} ms"));
        Result("log samples per second", Median(rounds, r => r.SamplesPerSecond), BudgetSamplesPerSecond, "samples/s", moreIsBetter: true);
        Result("log CPU per million", Median(rounds, r => r.CpuSecondsPerMillion), BudgetCpuSecondsPerMillion, "s", moreIsBetter: false);
        Result("log bytes per sample", Median(rounds, r => r.BytesPerSample), BudgetBytesPerSample, "bytes", moreIsBetter: false);
        Result("log allocation per sample", Median(rounds, r => r.AllocatedBytesPerSample), BudgetAllocatedBytesPerSample, "bytes", moreIsBetter: false);
        Result("log commit p50", Percentile(latencies, 50), BudgetCommitP99Ms, "ms", moreIsBetter: false);
        Result("log commit p99", Percentile(latencies, 99), BudgetCommitP99Ms, "ms", moreIsBetter: false);
    }

    /// <summary>As fast as it goes: the batches are made beforehand and appended again and again.</summary>
    private static async Task<Round> IngestAsync(string folder, SlowPlant plant, int seconds)
    {
        using var log = SampleLog.Open(new PosixFileStore(), folder, plant.Tags, new(), TimeProvider.System);
        var batches = plant.Second(0);
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = TimeProvider.System.GetTimestamp();
        LogPosition last = default;
        for (var second = 0; second < seconds; second++)
        {
            foreach (var batch in batches)
                last = await log.AppendAsync(batch, CancellationToken.None);
        }
        await log.WhenCommittedAsync(last, CancellationToken.None);
        var elapsed = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        foreach (var batch in batches)
            batch.Dispose();
        var samples = (double)seconds * SlowPlant.TagCount;
        return new(samples / elapsed, cpu.TotalSeconds / samples * 1e6, log.Bytes / samples, allocated / samples);
    }

    /// <summary>At plant speed: one poll group every few milliseconds, each waited for.</summary>
    private static async Task<List<double>> LatenciesAsync(string folder, SlowPlant plant)
    {
        using var log = SampleLog.Open(new PosixFileStore(), folder, plant.Tags, new(), TimeProvider.System);
        var waits = new List<Task<double>>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        for (var second = 0; second < 10; second++)
        {
            foreach (var batch in plant.Second(second))
            {
                using (batch)
                    waits.Add(TimeAsync(log, batch));
                for (var i = 0; i < 10; i++)
                    await timer.WaitForNextTickAsync();
            }
        }
        return [.. (await Task.WhenAll(waits)).Order()];
    }

    private static async Task<double> TimeAsync(SampleLog log, SampleBatch batch)
    {
        var start = TimeProvider.System.GetTimestamp();
        var position = await log.AppendAsync(batch, CancellationToken.None);
        await log.WhenCommittedAsync(position, CancellationToken.None);
        return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
    }

    private static (double SamplesPerSecond, double OpenMs) ReadBack(string folder)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var log = SampleLog.Open(new PosixFileStore(), folder, new(), new(), TimeProvider.System);
        var open = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        using var cursor = log.OpenCursor("bench");
        start = TimeProvider.System.GetTimestamp();
        var samples = 0L;
        while (cursor.TryRead(out var entry))
        {
            samples += entry.Batch.Count;
            entry.Batch.Dispose();
        }
        return (samples / TimeProvider.System.GetElapsedTime(start).TotalSeconds, open);
    }

    private static double Percentile(List<double> ordered, int percent) => ordered[(int)((ordered.Count - 1) * percent / 100.0)];

    private static double Median(List<Round> rounds, Func<Round, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);

    private static void Result(string name, double ours, double budget, string unit, bool moreIsBetter)
    {
        var ratio = moreIsBetter ? ours / budget : budget / ours;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$"""{"bench":"{{name}}","ours":{{ours:G5}},"peer":"budget","theirs":{{budget:G5}},"ratio":{{ratio:F2}},"unit":"{{unit}}"}"""));
    }

    private readonly record struct Round(double SamplesPerSecond, double CpuSecondsPerMillion, double BytesPerSample, double AllocatedBytesPerSample);
}
