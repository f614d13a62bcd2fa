using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>Committed samples that a sink will never get.</summary>
/// <param name="Sink">The name of its cursor.</param>
/// <param name="First">The first position lost.</param>
/// <param name="Last">The last position lost.</param>
/// <param name="Samples">How many samples, -1 where it cannot be known.</param>
/// <param name="ByConnection">The samples of each connection; empty where they cannot be known.</param>
/// <param name="From">The earliest source time, <see cref="Timestamp.None"/> where it cannot be known.</param>
/// <param name="To">The latest source time, <see cref="Timestamp.None"/> where it cannot be known.</param>
/// <param name="Cause">Overflow or damage.</param>
/// <param name="Detail">In words, with the file.</param>
public sealed record LogLoss(
    string Sink, LogPosition First, LogPosition Last, long Samples, IReadOnlyDictionary<string, long> ByConnection,
    Timestamp From, Timestamp To, GapCause Cause, string Detail)
{
    /// <summary>How many events; they are not among the samples.</summary>
    public long Events { get; init; }

    /// <summary>The events of each connection.</summary>
    public IReadOnlyDictionary<string, long> EventsByConnection { get; init; } = new Dictionary<string, long>();
}

/// <summary>Counts what the log had to drop or could not read; the ledger does.</summary>
public interface ILossRecorder
{
    /// <summary>Called before the samples are dropped or skipped, from the log's thread or a sink's; must not call the log.</summary>
    void Dropped(LogLoss loss);
}

/// <summary>Bytes of a segment that are not what was written.</summary>
/// <param name="File">The segment.</param>
/// <param name="Offset">Where the damage begins.</param>
/// <param name="Length">How many bytes are of no use.</param>
/// <param name="FirstLost">The first position that is missing; 0 when none is.</param>
/// <param name="LastLost">The last position that is missing; 0 when none is.</param>
/// <param name="Problem">In words.</param>
/// <param name="MayBeUnacknowledged">
/// True when the bytes lie behind everything that is known to have been durable: the rest of a write that a power cut or kill interrupted.
/// </param>
public sealed record LogDamage(
    string File, long Offset, long Length, LogPosition FirstLost, LogPosition LastLost, string Problem, bool MayBeUnacknowledged)
{
    /// <summary>What is known once everything after it was read: a position that a later record says was durable had been acknowledged.</summary>
    internal LogDamage Knowing(long durable) =>
        MayBeUnacknowledged && FirstLost.Value > 0 && FirstLost.Value <= durable ? this with { MayBeUnacknowledged = false } : this;

    public override string ToString() => $"{File} at {Offset}: {Problem} ({Length} bytes)"
        + (LastLost.Value == 0 ? "" : $", positions {FirstLost} to {LastLost} are lost");
}
