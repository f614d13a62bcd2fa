using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Log;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Benchmarks.Historian;

/// <summary>Making blocks of samples, and samples of blocks, alone.</summary>
internal static class SealBenchmark
{
    private const int Rounds = 5;
    private const int Tags = 1_000;

    /// <summary>CPU seconds per million samples: sealing with summary and roll-ups, and opening.</summary>
    public static (double Seal, double Open) Measure()
    {
        var columns = Columns();
        var rounds = new List<(double Seal, double Open)>();
        for (var round = 0; round <= Rounds; round++)
            rounds.Add(Measure(columns));
        // The first one is for the compiler.
        rounds.RemoveAt(0);
        return (rounds.Median(r => r.Seal), rounds.Median(r => r.Open));
    }

    private static (double Seal, double Open) Measure(SampleColumns[] columns)
    {
        var sealer = new BlockSealer();
        var blocks = new SealedBlock[columns.Length];
        var rollups = new RollupBuilder();
        var start = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < columns.Length; i++)
        {
            blocks[i] = sealer.Seal(new(new Guid(i + 1, 0, 0, new byte[8])), 1, columns[i]);
            rollups.Clear();
            rollups.Add(columns[i]);
        }
        var sealing = Environment.CpuUsage.TotalTime - start;
        var back = new SampleColumns();
        start = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < blocks.Length; i++)
            blocks[i].Decode(new(new Guid(i + 1, 0, 0, new byte[8])), back);
        var opening = Environment.CpuUsage.TotalTime - start;
        var millions = columns.Length * (double)SampleColumns.BlockSamples / 1e6;
        return (sealing.TotalSeconds / millions, opening.TotalSeconds / millions);
    }

    private static SampleColumns[] Columns()
    {
        var plant = new SlowPlant();
        var columns = new SampleColumns[Tags];
        for (var i = 0; i < Tags; i++)
            columns[i] = new();
        for (var second = 0; second < SampleColumns.BlockSamples; second++)
        {
            var batches = plant.Second(second);
            for (var i = 0; i < Tags; i++)
                columns[i].Add(batches[0].SourceTimes[i], batches[0].Kinds[i], batches[0].Bits[i], null, Quality.Good, 0);
            foreach (var batch in batches)
                batch.Dispose();
        }
        return columns;
    }
}
