using System.Threading.Channels;
using Millwright.Model;

namespace Millwright.Flow.Bus;

/// <summary>
/// The newest sample of each tag. What waits is one bit a tag; the values are read from the current ones when they are taken, so a
/// publisher's work does not depend on how slow the subscriber is, and nothing can overflow.
/// </summary>
internal sealed class ConflatingSubscription : Subscription
{
    private readonly CurrentValues _current;
    private readonly Func<int> _tagCount;
    private readonly TagHandle[] _taken;
    private readonly TagSet _dirty = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private long _queued;
    private long _delivered;
    private long _conflated;

    public ConflatingSubscription(SampleBus bus, string name, Interest interest, CurrentValues current, Func<int> tagCount)
        : base(bus, name)
    {
        _current = current;
        _tagCount = tagCount;
        _taken = new TagHandle[Math.Clamp(interest.MaxQueued, 1, SampleBatch.MaxCapacity)];
    }

    public override SubscriptionStatus Status => new(
        Name, Delivery.Conflating, (int)Math.Max(0, Volatile.Read(ref _queued)), Volatile.Read(ref _delivered), Volatile.Read(ref _conflated), 0);

    /// <summary>Marks the tags of a batch whose values are in the current ones already.</summary>
    public void Mark(ReadOnlySpan<TagHandle> tags)
    {
        var marked = 0;
        var conflated = 0;
        foreach (var tag in tags)
        {
            if (!Wants(tag))
                continue;
            if (_dirty.Add(tag))
                marked++;
            else
                conflated++;
        }
        if (conflated > 0)
            Interlocked.Add(ref _conflated, conflated);
        if (marked == 0)
            return;
        Interlocked.Add(ref _queued, marked);
        _signal.Writer.TryWrite(true);
    }

    public override async ValueTask<SampleBatch> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            if (TryRead(out var batch))
                return batch!;
            try
            {
                await _signal.Reader.ReadAsync(cancellation).ConfigureAwait(false);
            }
            catch (ChannelClosedException)
            {
                throw new ObjectDisposedException(Name);
            }
        }
    }

    public override bool TryRead(out SampleBatch? batch)
    {
        batch = null;
        var count = _dirty.Take(_taken);
        if (count == 0)
            return false;
        Interlocked.Add(ref _queued, -count);
        // More may be left than one batch holds.
        if (count == _taken.Length)
            _signal.Writer.TryWrite(true);
        var taken = SampleBatch.Rent(count);
        for (var i = 0; i < count; i++)
        {
            if (Wants(_taken[i]) && _current.TryGet(_taken[i], out var sample))
                taken.Add(sample);
        }
        if (taken.Count == 0)
        {
            taken.Dispose();
            return false;
        }
        Interlocked.Add(ref _delivered, taken.Count);
        batch = taken;
        return true;
    }

    protected override void Added(IReadOnlyCollection<TagHandle>? tags)
    {
        var all = tags ?? [.. Enumerable.Range(0, _tagCount()).Select(i => new TagHandle(i))];
        Mark([.. all.Where(t => _current.TryGet(t, out _))]);
    }

    protected override void Close() => _signal.Writer.TryComplete();
}
