namespace Millwright.Historian.Queries;

/// <summary>A range of time cut into parts of equal length, as equal as whole ticks allow.</summary>
internal readonly struct BucketGrid(long from, long to, int buckets)
{
    private readonly Int128 _span = (Int128)to - from;

    public int Buckets => buckets;

    public long From => from;

    public long To => to;

    /// <summary>The first tick of a part; of the part after the last one, the end.</summary>
    public long Start(int bucket) => (long)(from + (_span * bucket / buckets));

    /// <summary>The part that a time in the range belongs to: the last one that begins at or before it.</summary>
    public int Of(long time)
    {
        var bucket = (int)((((Int128)time - from) * buckets) / _span);
        while (bucket + 1 < buckets && Start(bucket + 1) <= time)
            bucket++;
        return bucket;
    }
}
