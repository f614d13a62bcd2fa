using Millwright.Flow.Options;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Supervision;

/// <summary>Where a connection's samples go; what stands behind supervision.</summary>
internal interface IConnectionStage
{
    /// <summary>Puts plans in place for the tags of the connection, none for those that left it.</summary>
    ValueTask ConfigureAsync(IReadOnlyList<TagSetup> tags, ConnectionOptions options, IDriver driver, CancellationToken cancellation);

    /// <summary>Takes a batch of raw samples, which is its own from here.</summary>
    ValueTask AcceptAsync(SampleBatch raw, CancellationToken cancellation);

    /// <summary>Takes raw samples of the past, which are its own from here: to the log alone.</summary>
    ValueTask FillAsync(SampleBatch raw, CancellationToken cancellation);

    /// <summary>Completes when all samples taken before the call are durable.</summary>
    /// <returns>False when samples were lost since the last call.</returns>
    ValueTask<bool> WhenDurableAsync(CancellationToken cancellation);

    /// <summary>Takes raw samples, which are its own from here, for a sender that waits: the task it gives completes when they are durable.</summary>
    ValueTask<Task> StoreAsync(SampleBatch raw, bool isPast, CancellationToken cancellation);

    /// <summary>Takes samples of the past as they once were kept, which are its own from here: to the log alone, nothing is converted.</summary>
    ValueTask<Task> KeepAsync(SampleBatch values, CancellationToken cancellation);

    /// <summary>Takes events.</summary>
    /// <returns>How many were dropped because the connection says too much.</returns>
    ValueTask<int> EventsAsync(IReadOnlyList<Event> events, EventDelivery delivery, CancellationToken cancellation);

    /// <summary>Makes one sample of each tag in the source's place.</summary>
    ValueTask MarkAsync(IReadOnlyCollection<(TagHandle Tag, Quality Quality)> tags, CancellationToken cancellation);

    /// <summary>Says Uncertain of tags that had no reading for longer than they may.</summary>
    ValueTask MarkStaleAsync(CancellationToken cancellation);

    /// <summary>Lets events through that were held back; called every second.</summary>
    ValueTask TickEventsAsync(CancellationToken cancellation);

    void Unsynchronize(ReadOnlySpan<TagHandle> tags);

    void Synchronize(ReadOnlySpan<TagHandle> tags);

    /// <summary>These tags need no first cycle: what comes next of them is Good as it is sent.</summary>
    void Trust(ReadOnlySpan<TagHandle> tags);

    void SynchronizeWithNext(TagHandle tag);

    bool IsSynchronized(TagHandle tag);

    /// <summary>How many of the tags are Good, Uncertain and Bad now; without a sample they are none of them.</summary>
    (int Good, int Uncertain, int Bad) CountQualities(IReadOnlyList<TagSetup> tags);

    TagValue ToEngineering(TagHandle tag, TagValue raw, ref Quality quality);

    TagValue ToRaw(TagHandle tag, TagValue engineering);
}
