using Millwright.Model;

namespace Millwright.Flow.Sources;

/// <summary>
/// One connection to one device (or gateway) as a driver makes it. A source never retries to connect, never keeps a state machine
/// and never judges the quality of its first values: the supervisor does that once for all drivers.
/// </summary>
/// <remarks>
/// Calls come in the order Start, Run, Dispose, from the supervisor; Read, Browse and the writer may be called while Run runs, from
/// any thread, and before or after Run they throw a <see cref="SourceException"/> when there is no connection.
/// </remarks>
public interface ISource : IAsyncDisposable
{
    /// <summary>What the pages show of it; cheap, from any thread.</summary>
    SourceDiagnostics Diagnostics { get; }

    /// <summary>Connects and finds out who is there. Called once.</summary>
    /// <exception cref="SourceException">No connection.</exception>
    ValueTask StartAsync(CancellationToken cancellation);

    /// <summary>
    /// Delivers samples until cancelled. It begins with one full cycle over all tags as fast as the device allows, then keeps the
    /// schedule. One bad tag is reported by <see cref="ISourceOutput.TagFailed"/> and does not end it.
    /// </summary>
    /// <exception cref="SourceException">The connection is lost.</exception>
    Task RunAsync(ISourceOutput output, CancellationToken cancellation);

    /// <summary>Reads tags now, past the schedule; raw values as <see cref="RunAsync"/> delivers them, in the order asked for.</summary>
    ValueTask<SampleBatch> ReadAsync(IReadOnlyList<TagHandle> tags, CancellationToken cancellation);

    /// <summary>Lists what the device offers below a node, from the top for null.</summary>
    IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, CancellationToken cancellation);

    /// <summary>Takes another set of tags without reconnecting.</summary>
    /// <returns>False when the source must be made anew for it.</returns>
    bool TryUpdate(IReadOnlyList<SourceTag> tags);
}

/// <summary>A source that is told of changes: a value that did not change is as certain as the watch over it, however old it is.</summary>
public interface IWatchingSource
{
    /// <summary>The age at most of the certainty that a tag's newest value still stands; null when the tag is not watched now.</summary>
    TimeSpan? CertainFor(TagHandle tag);
}

/// <summary>
/// A source that leaves something behind for the next source of the same connection and options: a session that may still live at the
/// device, what was last heard of it.
/// </summary>
public interface IResumableSource
{
    /// <summary>Called once, before it is disposed; what is given away is not disposed with it. Null for nothing.</summary>
    IAsyncDisposable? Leave();
}

/// <summary>A source whose device comes to us: it has nothing to poll, others hand it what the device sent.</summary>
public interface IPushSource
{
    /// <summary>Takes raw samples of this source's tags, see <see cref="ISourceOutput.StoreAsync"/>. One call at a time.</summary>
    /// <exception cref="SourceException">The connection is switched off or ends.</exception>
    ValueTask<Task> PushAsync(SampleBatch batch, bool isPast, CancellationToken cancellation);

    /// <summary>Says that it takes what is sent. Its tags need no first cycle: each value is as sent.</summary>
    void Settle();
}

/// <summary>
/// The write half of a source that has one. Only Control may call it (RepoRules proves it on the built assemblies).
/// </summary>
public interface ISourceWriter
{
    /// <summary>Writes one raw value, once; a write is never repeated.</summary>
    /// <exception cref="SourceException">Nothing was written, or it is unknown whether it was (<see cref="SourceFaultKind.TimedOut"/>).</exception>
    ValueTask WriteAsync(TagHandle tag, TagValue value, CancellationToken cancellation);
}
