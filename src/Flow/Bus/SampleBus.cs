using System.Threading.Channels;
using Millwright.Model;

namespace Millwright.Flow.Bus;

/// <summary>Spreads normalized samples to subscribers, each by its interest.</summary>
internal sealed class SampleBus(CurrentValues current, Func<int> tagCount, TimeProvider clock) : ISampleBus
{
    private readonly Lock _gate = new();
    private volatile ConflatingSubscription[] _conflating = [];
    private volatile LosslessSubscription[] _lossless = [];

    /// <summary>How long lossless subscribers with a full queue may keep a publisher waiting, all of them together.</summary>
    public static TimeSpan MaxWait => TimeSpan.FromMilliseconds(250);

    public IReadOnlyList<SubscriptionStatus> Subscriptions =>
        [.. _lossless.Select(s => s.Status), .. _conflating.Select(s => s.Status)];

    public ISubscription Subscribe(string name, Interest interest)
    {
        // It is in the list before it wants anything: what comes between is in the current values, which it gets first.
        Subscription subscription;
        lock (_gate)
        {
            if (interest.Delivery == Delivery.Lossless)
            {
                var lossless = new LosslessSubscription(this, name, interest, current, tagCount);
                _lossless = [.. _lossless, lossless];
                subscription = lossless;
            }
            else
            {
                var conflating = new ConflatingSubscription(this, name, interest, current, tagCount);
                _conflating = [.. _conflating, conflating];
                subscription = conflating;
            }
        }
        subscription.SetInterest(interest.Tags);
        return subscription;
    }

    /// <summary>Hands on a batch whose samples are in the current values already; the batch stays the caller's.</summary>
    public ValueTask PublishAsync(SampleBatch batch, CancellationToken cancellation)
    {
        // The values must be visible before a mark is looked at: see TagSet.Add, which skips what is marked.
        Interlocked.MemoryBarrier();
        foreach (var subscription in _conflating)
            subscription.Mark(batch.Tags);
        List<(LosslessSubscription, SampleBatch)>? full = null;
        foreach (var subscription in _lossless)
        {
            if (subscription.Select(batch) is { } part && !subscription.TryWrite(part))
                (full ??= []).Add((subscription, part));
        }
        return full is null ? ValueTask.CompletedTask : WaitAsync(full, cancellation);
    }

    public void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            _conflating = [.. _conflating.Where(s => s != subscription)];
            _lossless = [.. _lossless.Where(s => s != subscription)];
        }
    }

    private async ValueTask WaitAsync(List<(LosslessSubscription Subscription, SampleBatch Part)> full, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(MaxWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        foreach (var (subscription, part) in full)
        {
            try
            {
                await subscription.WriteAsync(part, either.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
            {
                subscription.CutOff(part);
            }
        }
    }
}
