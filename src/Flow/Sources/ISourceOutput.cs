using Millwright.Model;

namespace Millwright.Flow.Sources;

/// <summary>Where a source puts what it reads. Calls of one source never overlap.</summary>
public interface ISourceOutput
{
    /// <summary>
    /// Hands a batch of raw samples on; the batch belongs to the callee from here. A source publishes the values of a cycle only when it
    /// knows that the device did not restart within that cycle. Completes when the samples are taken, which waits when the log is behind.
    /// </summary>
    ValueTask PublishAsync(SampleBatch batch, CancellationToken cancellation);

    /// <summary>
    /// Hands on raw samples of the past, such as those that a device kept over a break or that arrive behind newer ones. They go to the log
    /// alone: current values, startup sync and what acts on live values do not see them, and tags that count leave them out.
    /// </summary>
    ValueTask FillAsync(SampleBatch batch, CancellationToken cancellation);

    /// <summary>
    /// Hands on raw samples for a sender that waits until they are durable. Completes when the log has taken them; the task it gives then
    /// completes when they are on the medium. Either fails with a <c>LogUnavailableException</c> when the log could not keep them.
    /// </summary>
    /// <param name="batch">Belongs to the callee from here.</param>
    /// <param name="isPast">True for samples behind newer ones, as <see cref="FillAsync"/> takes them.</param>
    /// <param name="cancellation">Ends the wait for the log; samples that were not taken by then are counted as lost.</param>
    /// <exception cref="SourceException">The session of the source has ended; nothing was taken.</exception>
    ValueTask<Task> StoreAsync(SampleBatch batch, bool isPast, CancellationToken cancellation);

    /// <summary>Hands on events, which are not changed afterwards. Completes when the log has taken them; too many are dropped, counted.</summary>
    ValueTask EventsAsync(IReadOnlyList<Event> events, EventDelivery delivery, CancellationToken cancellation);

    /// <summary>
    /// Completes when all that was handed on before the call is on the medium, for sources whose device keeps what is not acknowledged.
    /// </summary>
    /// <returns>False when some of it since the last call is lost, counted: a device that is not told so can send it again.</returns>
    ValueTask<bool> WhenDurableAsync(CancellationToken cancellation);

    /// <summary>These tags have been read by one whole cycle since the last connect or restart; what they say next is Good.</summary>
    void CycleCompleted(ReadOnlySpan<TagHandle> tags);

    /// <summary>One tag cannot be read, the rest can. Said once when it begins and when the reason changes.</summary>
    void TagFailed(TagHandle tag, Quality quality, string problem, string remedy);

    /// <summary>A tag that had failed is read again.</summary>
    void TagRecovered(TagHandle tag);

    /// <summary>The device has restarted behind a connection that still stands: all tags, or those given, synchronize anew.</summary>
    /// <param name="evidence">What says so: <c>uptime fell from 86400 s to 3 s</c>.</param>
    /// <param name="tags">The tags behind that device; empty for all of the connection.</param>
    void DeviceRestarted(string evidence, ReadOnlySpan<TagHandle> tags);

    /// <summary>Samples that the schedule called for and that could not be read: counted by the ledger as a gap.</summary>
    /// <param name="tags">Whose.</param>
    /// <param name="missedPerTag">How many scheduled readings of each.</param>
    /// <param name="cause">Why.</param>
    void Missed(ReadOnlySpan<TagHandle> tags, int missedPerTag, GapCause cause);

    /// <summary>A line for the connection's log tail, shown on its page.</summary>
    void Note(string message);
}
