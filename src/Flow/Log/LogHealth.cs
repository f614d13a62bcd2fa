using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>Whether the log takes samples.</summary>
public enum LogState
{
    Taking,
    /// <summary>A limit of space is reached; what was accepted is safe, nothing more is taken until there is room.</summary>
    NoRoom,
    /// <summary>A write or sync failed; a new segment is tried again and again.</summary>
    Failed,
    Closed,
}

/// <summary>The log's condition, for an alarm.</summary>
/// <param name="State">What it does.</param>
/// <param name="Since">Since when.</param>
/// <param name="Problem">What is wrong, empty when nothing is.</param>
/// <param name="Remedy">What to do about it, empty when nothing is wrong.</param>
/// <param name="Cause">The cause that the gaps will carry, null when nothing is wrong.</param>
public sealed record LogHealth(LogState State, Timestamp Since, string Problem, string Remedy, GapCause? Cause)
{
    public bool IsTaking => State == LogState.Taking;

    internal LogUnavailableException ToException(Exception? inner = null) =>
        new(Problem, Remedy, Cause ?? GapCause.Restart, inner);
}
