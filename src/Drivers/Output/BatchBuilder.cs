using Millwright.Model;

namespace Millwright.Drivers.Output;

/// <summary>Collects a cycle's samples into as few batches as hold them. What is not taken is given back.</summary>
internal sealed class BatchBuilder(int expected) : IDisposable
{
    private const int BatchSamples = 2048;

    private readonly List<SampleBatch> _batches = [];

    public int Count { get; private set; }

    public void Add(TagHandle tag, Timestamp time, in TagValue value, Quality quality, Timestamp serverTime = default)
    {
        if (_batches.Count == 0 || _batches[^1].IsFull)
            _batches.Add(SampleBatch.Rent(NextCapacity()));
        _batches[^1].Add(tag, time, value, quality, serverTime);
        Count++;
    }

    /// <summary>What is left of those expected; where there are more, nobody knows how many.</summary>
    private int NextCapacity() => Count < expected ? Math.Min(expected - Count, BatchSamples) : BatchSamples;

    /// <summary>Gives the batches away, one by one.</summary>
    public IEnumerable<SampleBatch> Take()
    {
        while (_batches.Count > 0)
        {
            var batch = _batches[0];
            _batches.RemoveAt(0);
            yield return batch;
        }
    }

    /// <summary>Begins to count anew, for another cycle.</summary>
    public void Reset() => Count = 0;

    public void Dispose()
    {
        foreach (var batch in _batches)
            batch.Dispose();
        _batches.Clear();
    }
}
