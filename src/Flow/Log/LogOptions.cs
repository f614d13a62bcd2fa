using System.ComponentModel;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>What the log does when it may not grow any more and a sink has not yet taken what it holds.</summary>
public enum LogOverflow
{
    /// <summary>Take no more samples until there is room: what was accepted is kept, what is refused is counted at its source.</summary>
    StopTaking,
    /// <summary>Drop the oldest segment, counted for each sink that had not taken it.</summary>
    DropOldest,
}

/// <summary>How the log is kept.</summary>
public sealed record LogOptions
{
    public const long MinSegmentBytes = 4 << 10;
    public const long MaxSegmentBytes = 1L << 30;

    private static readonly TimeSpan MaxCommitInterval = TimeSpan.FromMilliseconds(100);

    [Description("How long batches wait for company before they are written and synced: 0 to 100 ms.")]
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(20);

    [Description("The size at which a new segment is begun: 4 KiB to 1 GiB. The last group of commits may go beyond it.")]
    public long SegmentBytes { get; init; } = 64L << 20;

    [Description("The most bytes of samples that may wait for their commit, in memory; beyond it an append waits.")]
    public long MaxUncommittedBytes { get; init; } = 32L << 20;

    [Description("Committed batches kept in memory for sinks that keep up, in bytes of memory; 0 for none.")]
    public long RecentBytes { get; init; } = 2L << 20;

    [Description("Segments that every sink has taken are kept for replay up to this size of the log.")]
    public long RetainBytes { get; init; } = 1L << 30;

    [Description("Segments that every sink has taken are kept for replay up to this age.")]
    public TimeSpan RetainAge { get; init; } = TimeSpan.FromDays(1);

    [Description("The size that the log never exceeds by more than a segment; overflow says how.")]
    public long MaxBytes { get; init; } = 64L << 30;

    [Description("Free space on the file system that the log leaves alone; overflow says how.")]
    public long KeepFreeBytes { get; init; } = 512L << 20;

    [Description("What happens when a limit of space is reached: stop-taking refuses and counts new samples, drop-oldest drops what sinks have not taken.")]
    public LogOverflow Overflow { get; init; } = LogOverflow.StopTaking;

    [Description("How often a log that cannot write tries again: 10 ms to 1 minute.")]
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Everything that is wrong, empty when nothing is.</summary>
    public IReadOnlyList<OptionProblem> Validate()
    {
        var problems = new List<OptionProblem>();
        Require(CommitInterval >= TimeSpan.Zero && CommitInterval <= MaxCommitInterval, "commit_interval",
            $"{CommitInterval.TotalMilliseconds} ms is out of range", "use 0 to 100 ms");
        Require(SegmentBytes is >= MinSegmentBytes and <= MaxSegmentBytes, "segment_bytes",
            $"{SegmentBytes} bytes is out of range", "use 4 KiB to 1 GiB");
        Require(MaxUncommittedBytes > 0, "max_uncommitted_bytes", "nothing could ever be appended", "use at least 1 MiB");
        Require(RecentBytes >= 0, "recent_bytes", "it is negative", "use 0 or more bytes");
        Require(RetainBytes >= 0 && RetainAge >= TimeSpan.Zero, "retain_bytes", "it is negative", "use 0 or more");
        Require(MaxBytes >= 2 * SegmentBytes, "max_bytes", $"{MaxBytes} bytes is less than two segments", "use more, or smaller segments");
        Require(KeepFreeBytes >= 0, "keep_free_bytes", "it is negative", "use 0 or more bytes");
        Require(ProbeInterval >= TimeSpan.FromMilliseconds(10) && ProbeInterval <= TimeSpan.FromMinutes(1), "probe_interval",
            $"{ProbeInterval} is out of range", "use 10 ms to 1 minute");
        return problems;

        void Require(bool good, string key, string problem, string remedy)
        {
            if (!good)
                problems.Add(new(key, problem, remedy));
        }
    }
}
