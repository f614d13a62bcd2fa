using Millwright.Flow.Log;

namespace Millwright.Historian;

/// <summary>What the historian holds now.</summary>
/// <param name="Bytes">Of all block files.</param>
/// <param name="Files">Block files.</param>
/// <param name="Blocks">Blocks in them.</param>
/// <param name="Samples">Samples in them; one that was replaced counts twice until its files are merged.</param>
/// <param name="HeadSamples">Samples in memory that no file has yet; they are in the log.</param>
/// <param name="HeadBytes">The memory they take.</param>
/// <param name="Taken">The last place in the log whose samples answer queries.</param>
/// <param name="Durable">The last place in the log whose samples are in files.</param>
/// <param name="Findings">Damaged places found since the start.</param>
/// <param name="Alarm">Why samples cannot be written to files now, in words with a remedy; null when all is well.</param>
public sealed record HistorianInfo(
    long Bytes, int Files, long Blocks, long Samples, long HeadSamples, long HeadBytes, LogPosition Taken, LogPosition Durable,
    long Findings, string? Alarm)
{
    /// <summary>On disk; NaN before the first file.</summary>
    public double BytesPerSample => Samples > 0 ? (double)Bytes / Samples : double.NaN;
}

/// <summary>The result of reading everything.</summary>
/// <param name="Files">Block files read.</param>
/// <param name="Blocks">Sound blocks.</param>
/// <param name="Samples">Samples in them.</param>
/// <param name="Findings">What is wrong; empty when all is well.</param>
public sealed record HistorianVerification(
    int Files, long Blocks, long Samples, IReadOnlyList<Health.HistorianFinding> Findings)
{
    public bool IsSound => Findings.Count == 0;
}
