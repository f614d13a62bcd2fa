using System.Buffers;
using System.Text.Json;
using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Sparkplug;

/// <summary>Payloads of Sparkplug B decoded and encoded beside sparkplug-payload (npm), the same bytes, one after the other on one core.</summary>
internal static class SparkplugBenchmark
{
    private const int Rounds = 3;
    private const double Seconds = 1;

    private static string Modules => Path.Combine(Repository.Root, "tests", "Interop.Tests", "peers");

    public static async Task RunAsync()
    {
        if (!Directory.Exists(Path.Combine(Modules, "node_modules", "sparkplug-payload")))
            throw new BenchmarkException($"sparkplug-payload is not installed; run: npm ci --prefix {Modules}");
        using var folder = new TempFolder();
        var figures = new List<Figure>();
        foreach (var (name, payload) in new[] { ("data of 100", new SamplePayload(100, isBirth: false)), ("birth of 1,000", new SamplePayload(1000, isBirth: true)) })
        {
            var output = new ArrayBufferWriter<byte>();
            payload.Write(output);
            var file = Path.Combine(folder.Path, "payload");
            await File.WriteAllBytesAsync(file, output.WrittenMemory);
            var (ours, theirs) = (new List<Run>(), new List<Run>());
            for (var round = 0; round < Rounds; round++)
            {
                ours.Add(Measure(payload, output));
                theirs.Add(await PeerAsync(payload, file));
                Console.WriteLine($"{name,-16} ours {ours[^1]}   sparkplug-payload {theirs[^1]}");
            }
            figures.Add(new($"{name} decoded", ours.Median(r => r.Decoded), "sparkplug-payload", theirs.Median(r => r.Decoded), "metrics/s", true));
            figures.Add(new($"{name} encoded", ours.Median(r => r.Encoded), "sparkplug-payload", theirs.Median(r => r.Encoded), "metrics/s", true));
            figures.Add(Figure.Budget($"{name} allocated", ours.Max(r => r.AllocatedBytes), 0, "bytes/metric"));
        }
        Figure.Print(figures);
    }

    private static Run Measure(SamplePayload payload, ArrayBufferWriter<byte> output)
    {
        var bytes = output.WrittenSpan.ToArray();
        var sum = 0.0;
        PerSecond(Read, Seconds / 2);
        PerSecond(Write, Seconds / 2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (decoded, reads) = PerSecond(Read, Seconds);
        var (encoded, writes) = PerSecond(Write, Seconds);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (!output.WrittenSpan.SequenceEqual(bytes) || sum == 0)
            throw new BenchmarkException("what was written is not what was read");
        // What a run itself allocates is not a thousandth of a byte a metric.
        return new(decoded * payload.Metrics, encoded * payload.Metrics, Math.Round(allocated / (double)((reads + writes) * payload.Metrics), 2));

        void Read() => sum += payload.Read(bytes);

        void Write()
        {
            output.ResetWrittenCount();
            payload.Write(output);
        }
    }

    private static (double PerSecond, long Count) PerSecond(Action work, double seconds)
    {
        var clock = TimeProvider.System;
        var (start, count) = (clock.GetTimestamp(), 0L);
        TimeSpan elapsed;
        do
        {
            for (var i = 0; i < 20; i++)
                work();
            count += 20;
            elapsed = clock.GetElapsedTime(start);
        }
        while (elapsed.TotalSeconds < seconds);
        return (count / elapsed.TotalSeconds, count);
    }

    private static async Task<Run> PeerAsync(SamplePayload payload, string file)
    {
        await using var node = Child.Start("node", [Path.Combine(Repository.Root, "benchmarks", "Sparkplug", "payload_codec.mjs"), Modules, file, FormattableString.Invariant($"{Seconds}")]);
        using var answer = JsonDocument.Parse(await node.LineAsync(TimeSpan.FromSeconds(60)));
        var root = answer.RootElement;
        if (root.GetProperty("metrics").GetInt32() != payload.Metrics)
            throw new BenchmarkException($"sparkplug-payload read {root.GetProperty("metrics")} of {payload.Metrics} metrics");
        return new(root.GetProperty("decoded").GetDouble(), root.GetProperty("encoded").GetDouble(), double.NaN);
    }

    /// <summary>Metrics a second, and what each of ours allocated.</summary>
    private readonly record struct Run(double Decoded, double Encoded, double AllocatedBytes)
    {
        public override string ToString() => FormattableString.Invariant($"{Decoded,12:N0} decoded/s {Encoded,12:N0} encoded/s");
    }
}
