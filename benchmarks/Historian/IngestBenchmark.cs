using System.Globalization;
using System.Text.Json;
using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Historian;

/// <summary>10,000 tags at 1 s into the historian in process, beside VictoriaMetrics and InfluxDB over HTTP with the same samples.</summary>
internal static class IngestBenchmark
{
    private const int OurSeconds = 3_600;
    private const int PeerSeconds = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // design.md, sections 6 and 9.
    private const double BudgetBytesPerSample = 0.8;
    private const double BudgetSealCpuPerMillion = 0.03;
    private const double BudgetCommitMs = 100;

    /// <param name="arguments">The plant's seconds that the peers are given; 3600 gives them as much as us, and takes long.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var peerSeconds = arguments is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : PeerSeconds;
        Console.WriteLine($"10,000 tags at 1 s: {OurSeconds} s of it for us, {peerSeconds} s for the peers");
        var ours = await OursAsync();
        Console.WriteLine(ours.Line("Millwright"));
        var victoria = await PeerAsync<VictoriaMetrics>(peerSeconds);
        Console.WriteLine(victoria.Line("VictoriaMetrics"));
        var influx = await PeerAsync<InfluxDb>(peerSeconds);
        Console.WriteLine(influx.Line("InfluxDB"));
        var (seal, open) = SealBenchmark.Measure();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sealing alone {seal:F4} CPU s per million, opening alone {open:F4}"));
        Figure.Print(
        [
            new("process", ours.CpuPerMillion, "VictoriaMetrics", victoria.CpuPerMillion, "CPU s per million samples", MoreIsBetter: false),
            new("process influxdb", ours.CpuPerMillion, "InfluxDB", influx.CpuPerMillion, "CPU s per million samples", MoreIsBetter: false),
            new("speed", ours.Samples / ours.Seconds, "VictoriaMetrics", victoria.Samples / victoria.Seconds, "samples/s", MoreIsBetter: true),
            Figure.Budget("bytes", ours.BytesPerSample, BudgetBytesPerSample, "bytes a sample"),
            new("bytes victoria", ours.BytesPerSample, "VictoriaMetrics", victoria.BytesPerSample, "bytes a sample", MoreIsBetter: false),
            Figure.Budget("seal", seal, BudgetSealCpuPerMillion, "CPU s per million samples"),
            Figure.Budget("commit", ours.CommitMs!.Value, BudgetCommitMs, "ms at most"),
            new("memory", ours.PeakMegabytes, "VictoriaMetrics", victoria.PeakMegabytes, "MB at most", MoreIsBetter: false),
        ]);
    }

    private static async Task<IngestResult> OursAsync()
    {
        using var folder = new TempFolder();
        await using var part = Child.StartPart(IngestPart.Verb, folder.Path, OurSeconds.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine($"{await part.LineAsync(Patience)} bytes a sample in the files as they were flushed, before they are merged");
        return JsonSerializer.Deserialize<IngestResult>(await part.LineAsync(Patience))!;
    }

    private static async Task<IngestResult> PeerAsync<T>(int seconds)
        where T : Peer, new()
    {
        await using var peer = new T();
        await peer.StartAsync();
        return await peer.IngestAsync(seconds);
    }
}
