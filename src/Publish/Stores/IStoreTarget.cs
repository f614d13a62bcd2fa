using Millwright.Flow.Log;
using Millwright.Model;

namespace Millwright.Publish.Stores;

/// <summary>A sample on its way to a store.</summary>
/// <param name="Tag">What is known of its tag.</param>
/// <param name="Path">The tag's path below the plant.</param>
/// <param name="Sample">The sample.</param>
internal readonly record struct StoreRow(TagDefinition Tag, string Path, Sample Sample);

/// <summary>What became of rows.</summary>
/// <param name="Stored">They are durable there.</param>
/// <param name="Refused">The store does not take them, now or later.</param>
/// <param name="Problem">Why the first of those was refused, null when none was.</param>
internal readonly record struct StoreOutcome(int Stored, int Refused, string? Problem);

/// <summary>The store does not answer, or not now: the same rows are to be written again.</summary>
internal sealed class StoreUnavailableException(string problem, Exception? inner = null) : Exception(problem, inner);

/// <summary>A store that samples are forwarded to. Used by one caller at a time.</summary>
internal interface IStoreTarget : IAsyncDisposable
{
    /// <summary>Where it is, without secrets.</summary>
    string Address { get; }

    /// <summary>Connects, and makes what is missing.</summary>
    /// <returns>The last position of the log that the store says it has; null where it cannot say.</returns>
    /// <exception cref="StoreUnavailableException">It cannot be reached.</exception>
    Task<LogPosition?> OpenAsync(CancellationToken cancellation);

    /// <summary>Writes rows, and that everything up to a position is there. What it has of them already is not there twice.</summary>
    /// <param name="rows">In the order of the log, and at least one of them or a new position.</param>
    /// <param name="through">The position.</param>
    /// <param name="cancellation">Stops it; the rows may be there or not.</param>
    /// <exception cref="StoreUnavailableException">They may be there or not.</exception>
    Task<StoreOutcome> WriteAsync(IReadOnlyList<StoreRow> rows, LogPosition through, CancellationToken cancellation);
}
