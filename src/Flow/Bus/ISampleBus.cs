using Millwright.Model;

namespace Millwright.Flow.Bus;

/// <summary>How a subscriber that is slower than the plant is treated.</summary>
public enum Delivery
{
    /// <summary>Every sample in order; when the bounded queue is full the publisher waits, up to a limit, after which the subscriber is cut off and counted.</summary>
    Lossless,
    /// <summary>The newest sample of each tag; older ones give way and are counted.</summary>
    Conflating,
}

/// <summary>What a subscriber wants to see.</summary>
/// <param name="Delivery">How.</param>
/// <param name="Tags">The tags of interest; null for all.</param>
/// <param name="MaxQueued">
/// Lossless: the batches that may wait, from 1. Conflating: the most samples of one read; what waits is bounded by the tags of interest.
/// </param>
public sealed record Interest(Delivery Delivery, IReadOnlyCollection<TagHandle>? Tags, int MaxQueued);

/// <summary>The in-memory way of the samples, for what needs speed more than durability.</summary>
public interface ISampleBus
{
    ISubscription Subscribe(string name, Interest interest);

    /// <summary>Each subscription with what it dropped so far; drops are never silent.</summary>
    IReadOnlyList<SubscriptionStatus> Subscriptions { get; }
}

/// <summary>One subscriber's end. Used by one reader at a time.</summary>
public interface ISubscription : IDisposable
{
    /// <summary>The next batch, waiting for one; the caller disposes it. A conflating one holds at most one sample a tag.</summary>
    /// <exception cref="SubscriptionCutOffException">The subscriber was too slow for too long; all that was queued has been given out.</exception>
    ValueTask<SampleBatch> ReadAsync(CancellationToken cancellation);

    /// <summary>The next batch if there is one now.</summary>
    /// <exception cref="SubscriptionCutOffException">As for <see cref="ReadAsync"/>.</exception>
    bool TryRead(out SampleBatch? batch);

    /// <summary>Puts another set of tags in place; newly added tags are delivered once with their current value.</summary>
    void SetInterest(IReadOnlyCollection<TagHandle>? tags);
}

/// <summary>A subscription now.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Delivery">How.</param>
/// <param name="Queued">Waiting now.</param>
/// <param name="Delivered">Samples taken.</param>
/// <param name="Conflated">Samples that gave way to newer ones of their tag.</param>
/// <param name="Dropped">Samples lost to the limit; the subscriber has been cut off.</param>
public sealed record SubscriptionStatus(string Name, Delivery Delivery, int Queued, long Delivered, long Conflated, long Dropped);

/// <summary>A lossless subscriber kept the plant waiting beyond the limit and gets nothing more.</summary>
public sealed class SubscriptionCutOffException(string name, long dropped)
    : Exception($"subscription '{name}' was cut off: it did not keep up and {dropped} samples were dropped; subscribe anew and read what is missing from history")
{
    /// <summary>Samples dropped when this was said.</summary>
    public long Dropped { get; } = dropped;
}
