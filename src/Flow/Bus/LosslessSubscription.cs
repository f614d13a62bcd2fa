using System.Threading.Channels;
using Millwright.Model;

namespace Millwright.Flow.Bus;

/// <summary>Every sample in order, in a bounded queue of batches.</summary>
internal sealed class LosslessSubscription : Subscription
{
    private readonly CurrentValues _current;
    private readonly Func<int> _tagCount;
    private readonly Channel<SampleBatch> _queue;
    private long _delivered;
    private long _dropped;
    private volatile bool _cutOff;

    public LosslessSubscription(SampleBus bus, string name, Interest interest, CurrentValues current, Func<int> tagCount)
        : base(bus, name)
    {
        _current = current;
        _tagCount = tagCount;
        _queue = Channel.CreateBounded<SampleBatch>(new BoundedChannelOptions(Math.Max(1, interest.MaxQueued)) { SingleReader = true });
    }

    public override SubscriptionStatus Status => new(
        Name, Delivery.Lossless, _queue.Reader.Count, Volatile.Read(ref _delivered), 0, Volatile.Read(ref _dropped));

    /// <summary>The part of a batch that is wanted, with a reference of its own; null when nothing is, or after the cut.</summary>
    public SampleBatch? Select(SampleBatch batch)
    {
        if (_cutOff)
        {
            Drop(batch);
            return null;
        }
        if (WantsAll)
            return batch.Retain();
        SampleBatch? part = null;
        for (var i = 0; i < batch.Count; i++)
        {
            if (!Wants(batch.Tags[i]))
                continue;
            part ??= SampleBatch.Rent(batch.Count - i);
            part.Add(batch[i]);
        }
        return part;
    }

    public bool TryWrite(SampleBatch part) => _queue.Writer.TryWrite(part);

    public ValueTask WriteAsync(SampleBatch part, CancellationToken cancellation) => _queue.Writer.WriteAsync(part, cancellation);

    /// <summary>Ends the subscription for a subscriber who did not take a batch in time.</summary>
    public void CutOff(SampleBatch part)
    {
        if (!IsDisposed)
            Interlocked.Add(ref _dropped, part.Count);
        _cutOff = true;
        part.Dispose();
        _queue.Writer.TryComplete();
    }

    public override async ValueTask<SampleBatch> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var batch = await _queue.Reader.ReadAsync(cancellation).ConfigureAwait(false);
            Interlocked.Add(ref _delivered, batch.Count);
            return batch;
        }
        catch (ChannelClosedException)
        {
            throw Ended();
        }
    }

    public override bool TryRead(out SampleBatch? batch)
    {
        if (_queue.Reader.TryRead(out batch))
        {
            Interlocked.Add(ref _delivered, batch.Count);
            return true;
        }
        return _cutOff || IsDisposed ? throw Ended() : false;
    }

    protected override void Added(IReadOnlyCollection<TagHandle>? tags)
    {
        var samples = new List<Sample>();
        foreach (var tag in tags ?? [.. Enumerable.Range(0, _tagCount()).Select(i => new TagHandle(i))])
        {
            if (_current.TryGet(tag, out var sample))
                samples.Add(sample);
        }
        foreach (var chunk in samples.Chunk(SampleBatch.MaxCapacity))
        {
            var batch = SampleBatch.Rent(chunk.Length);
            foreach (var sample in chunk)
                batch.Add(sample);
            if (!_queue.Writer.TryWrite(batch))
                CutOff(batch);
        }
    }

    protected override void Close()
    {
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var batch))
            batch.Dispose();
    }

    private void Drop(SampleBatch batch)
    {
        var count = 0;
        foreach (var tag in batch.Tags)
        {
            if (Wants(tag))
                count++;
        }
        Interlocked.Add(ref _dropped, count);
    }

    private Exception Ended() => _cutOff
        ? new SubscriptionCutOffException(Name, Volatile.Read(ref _dropped))
        : new ObjectDisposedException(Name);
}
