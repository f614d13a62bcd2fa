using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>The newest committed batches in memory, up to a number of bytes, by position. The caller locks.</summary>
internal sealed class RecentBatches(long maxBytes) : IDisposable
{
    private readonly Queue<(SampleBatch Batch, long Bytes)> _batches = new();
    private readonly List<SampleBatch?> _ring = [];
    private long _bytes;
    private long _first = 1;

    /// <summary>Keeps a batch and takes over its reference.</summary>
    public void Add(long position, SampleBatch batch, long bytes)
    {
        if (position != _first + _batches.Count)
            Clear(position);
        if (_batches.Count == _ring.Count)
            GrowRing();
        _ring[Slot(position)] = batch;
        _batches.Enqueue((batch, bytes));
        _bytes += bytes;
        while (_bytes > maxBytes)
            RemoveFirst();
    }

    /// <summary>A batch by its position, with a reference of its own for the caller.</summary>
    public bool TryGet(long position, out SampleBatch batch)
    {
        batch = null!;
        if (position < _first || position >= _first + _batches.Count)
            return false;
        batch = _ring[Slot(position)]!.Retain();
        return true;
    }

    public void Dispose() => Clear(_first);

    private int Slot(long position) => (int)(position & (_ring.Count - 1));

    private void Clear(long nextPosition)
    {
        while (_batches.Count > 0)
            RemoveFirst();
        _first = nextPosition;
    }

    private void RemoveFirst()
    {
        var (batch, bytes) = _batches.Dequeue();
        _ring[Slot(_first)] = null;
        _first++;
        _bytes -= bytes;
        batch.Dispose();
    }

    private void GrowRing()
    {
        var size = Math.Max(64, 2 * _ring.Count);
        _ring.Clear();
        _ring.AddRange(Enumerable.Repeat<SampleBatch?>(null, size));
        var position = _first;
        foreach (var (batch, _) in _batches)
            _ring[Slot(position++)] = batch;
    }
}
