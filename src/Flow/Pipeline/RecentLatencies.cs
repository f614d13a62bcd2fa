namespace Millwright.Flow.Pipeline;

/// <summary>The last latencies, for a percentile that people look at. One writer, any reader.</summary>
internal sealed class RecentLatencies
{
    private const int Kept = 256;

    private readonly float[] _ms = new float[Kept];
    private int _count;

    public void Add(TimeSpan latency)
    {
        _ms[_count % Kept] = (float)latency.TotalMilliseconds;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>NaN before the first.</summary>
    /// <param name="share">0 to 1.</param>
    public double PercentileMs(double share)
    {
        var count = Math.Min(Volatile.Read(ref _count), Kept);
        if (count == 0)
            return double.NaN;
        var sorted = _ms[..count];
        Array.Sort(sorted);
        return sorted[Math.Min((int)(share * count), count - 1)];
    }
}
