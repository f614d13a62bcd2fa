using Millwright.Model;

namespace Millwright.Flow.Bus;

/// <summary>What both kinds of subscriptions have.</summary>
internal abstract class Subscription(SampleBus bus, string name) : ISubscription
{
    private volatile TagSet? _interest = new();
    private volatile bool _disposed;

    protected string Name { get; } = name;

    protected bool IsDisposed => _disposed;

    public abstract SubscriptionStatus Status { get; }

    protected bool WantsAll => _interest is null;

    protected bool Wants(TagHandle tag) => _interest is not { } interest || interest.Contains(tag);

    public abstract ValueTask<SampleBatch> ReadAsync(CancellationToken cancellation);

    public abstract bool TryRead(out SampleBatch? batch);

    public void SetInterest(IReadOnlyCollection<TagHandle>? tags)
    {
        var before = _interest;
        if (tags is null)
        {
            _interest = null;
            Added(null);
            return;
        }
        var next = new TagSet();
        foreach (var tag in tags)
            next.Add(tag);
        _interest = next;
        Added([.. before is null ? tags : tags.Where(t => !before.Contains(t))]);
    }

    public void Dispose()
    {
        _disposed = true;
        bus.Remove(this);
        Close();
    }

    /// <summary>Delivers the current values of tags that came into interest.</summary>
    /// <param name="tags">Which; null for all there are.</param>
    protected abstract void Added(IReadOnlyCollection<TagHandle>? tags);

    protected abstract void Close();
}
