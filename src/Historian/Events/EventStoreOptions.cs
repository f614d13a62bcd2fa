using System.ComponentModel;

namespace Millwright.Historian.Events;

/// <summary>How much the event store keeps, in memory and on disk.</summary>
public sealed class EventStoreOptions
{
    [Description("Events older than this are deleted, file by file; 0 keeps them for ever.")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(365);

    [Description("Above this many bytes of files the oldest are deleted; 0 sets no limit.")]
    public long KeepBytes { get; set; } = 1L << 30;

    [Description("Events wait in memory for at most this long before they are written to a file; the log has them until then.")]
    public TimeSpan FlushAfter { get; set; } = TimeSpan.FromMinutes(5);

    [Description("Events are written to a file when they take about this many bytes.")]
    public long FlushBytes { get; set; } = 256 << 10;

    [Description("The size at which a new file is begun.")]
    public long FileBytes { get; set; } = 16 << 20;

    [Description("After a failed write, the time to the next attempt.")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);
}
