using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>A place in the log: a number that grows with every batch, over all segments and restarts.</summary>
/// <param name="Value">From 1; 0 stands before the first batch.</param>
public readonly record struct LogPosition(long Value) : IComparable<LogPosition>
{
    public static LogPosition Start => default;

    public int CompareTo(LogPosition other) => Value.CompareTo(other.Value);

    public static bool operator <(LogPosition left, LogPosition right) => left.Value < right.Value;
    public static bool operator >(LogPosition left, LogPosition right) => left.Value > right.Value;
    public static bool operator <=(LogPosition left, LogPosition right) => left.Value <= right.Value;
    public static bool operator >=(LogPosition left, LogPosition right) => left.Value >= right.Value;

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The one log: what was committed survives a kill and a power cut; lossless sinks are cursors on it.</summary>
public interface ISampleLog
{
    /// <summary>The last position that is on the medium.</summary>
    LogPosition Committed { get; }

    /// <summary>Raised when batches have been committed, with the new <see cref="Committed"/>; on the log's own thread, so handlers must be short.</summary>
    event Action<LogPosition>? CommittedChanged;

    /// <summary>
    /// Appends a batch; it is durable once <see cref="Committed"/> reaches the position. Waits while too much is uncommitted.
    /// The batch still belongs to the caller; the log takes its own reference where it needs one.
    /// </summary>
    /// <exception cref="LogUnavailableException">The disk is full or failing: nothing of the batch was or will be stored.</exception>
    ValueTask<LogPosition> AppendAsync(SampleBatch batch, CancellationToken cancellation);

    /// <summary>Completes when a position is durable.</summary>
    /// <exception cref="LogUnavailableException">It never will be: the commit failed.</exception>
    ValueTask WhenCommittedAsync(LogPosition position, CancellationToken cancellation);

    /// <summary>Opens the cursor of a sink by its name, where it last stood; a new one stands at the oldest batch.</summary>
    ILogCursor OpenCursor(string name);
}

/// <summary>The place of one lossless sink in the log. Used by one caller at a time.</summary>
public interface ILogCursor : IDisposable
{
    string Name { get; }

    /// <summary>The last batch that <see cref="ReadAsync"/> gave.</summary>
    LogPosition Position { get; }

    /// <summary>The last position that the sink has made its own; the log keeps everything after it.</summary>
    LogPosition Acknowledged { get; }

    /// <summary>The next committed batch, waiting for one; the caller disposes it. Only committed batches are ever given.</summary>
    ValueTask<LogEntry> ReadAsync(CancellationToken cancellation);

    /// <summary>The next committed batch if there is one now.</summary>
    bool TryRead(out LogEntry entry);

    /// <summary>Counts the next committed batch, if there is one now, in the place of reading it.</summary>
    /// <param name="tally">Takes what the batch has.</param>
    bool TryTally(LogTally tally)
    {
        if (!TryRead(out var entry))
            return false;
        using (entry.Batch)
            tally.Take(entry.Batch);
        tally.Position = entry.Position;
        return true;
    }

    /// <summary>
    /// Stores durably that everything up to a committed position is safe in the sink. What lies before it and was not read is not given
    /// any more: the ledger, which counts as samples pass, reads the log only at the start.
    /// </summary>
    void Acknowledge(LogPosition position);
}

/// <summary>A committed batch.</summary>
/// <param name="Position">Its place.</param>
/// <param name="Batch">The samples; the receiver disposes it.</param>
/// <param name="Skipped">Positions before it that the overflow policy dropped or damage took; counted in the ledger already.</param>
public readonly record struct LogEntry(LogPosition Position, SampleBatch Batch, long Skipped);

/// <summary>The log cannot take or keep samples now.</summary>
public sealed class LogUnavailableException : Exception
{
    public LogUnavailableException(string problem, string remedy, Sources.GapCause cause, Exception? inner = null)
        : base($"{problem}; {remedy}", inner) => (Problem, Remedy, Cause) = (problem, remedy, cause);

    public string Problem { get; }

    public string Remedy { get; }

    public Sources.GapCause Cause { get; }
}
