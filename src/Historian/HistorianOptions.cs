using System.ComponentModel;

namespace Millwright.Historian;

/// <summary>How much the historian keeps, in memory and on disk.</summary>
public sealed class HistorianOptions
{
    [Description("Samples older than this are deleted, file by file; 0 keeps them for ever.")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(365);

    [Description("Summaries of a minute are kept so long, never shorter than the samples; 0 keeps them as long as the samples.")]
    public TimeSpan KeepMinutesFor { get; set; } = TimeSpan.FromDays(2 * 365);

    [Description("Summaries of an hour are kept so long, never shorter than those of a minute; 0 keeps them as long as those.")]
    public TimeSpan KeepHoursFor { get; set; } = TimeSpan.FromDays(10 * 365);

    [Description("Other times for parts of the plant, by the full path of an asset or tag; the longest path counts.")]
    public Dictionary<string, AssetRetention> Assets { get; set; } = [];

    [Description("Above this many bytes of files the oldest are deleted; 0 sets no limit.")]
    public long KeepBytes { get; set; }

    [Description("Samples wait in memory for at most this long before they are written to a file.")]
    public TimeSpan FlushAfter { get; set; } = TimeSpan.FromMinutes(10);

    [Description("Samples are written to a file when they take this many bytes in memory.")]
    public long FlushBytes { get; set; } = 32 * 1024 * 1024;

    [Description("Samples are written to a file when about this many bytes of the log hold what no file has, so that a restart is quick.")]
    public long FlushLogBytes { get; set; } = 64 * 1024 * 1024;

    [Description("When files cannot be written, this many bytes of samples are kept in memory; the rest stays in the log.")]
    public long MaxHeadBytes { get; set; } = 96 * 1024 * 1024;

    [Description("After a failed write, the time to the next attempt.")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>How long a part of the plant is kept.</summary>
public sealed class AssetRetention
{
    [Description("Samples older than this are deleted, file by file; 0 keeps them for ever.")]
    public TimeSpan KeepFor { get; set; }

    [Description("Summaries of a minute are kept so long, never shorter than the samples; 0 keeps them as long as the samples.")]
    public TimeSpan KeepMinutesFor { get; set; }

    [Description("Summaries of an hour are kept so long, never shorter than those of a minute; 0 keeps them as long as those.")]
    public TimeSpan KeepHoursFor { get; set; }
}
