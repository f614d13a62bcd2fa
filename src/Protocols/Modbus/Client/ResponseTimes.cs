using System.Numerics;

namespace Millwright.Modbus.Client;

/// <summary>A histogram of response times from 1 us to 1 h, exact to an eighth. Recording costs a few nanoseconds and no memory.</summary>
public sealed class ResponseTimes
{
    private const int StepsPerDoubling = 8;
    private const int Doublings = 32;

    private readonly long[] _counts = new long[Doublings * StepsPerDoubling];

    /// <summary>Times recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest time recorded.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>The time that the given share of requests did not exceed; zero when nothing is recorded.</summary>
    /// <param name="share">0 to 1; 0.99 gives p99.</param>
    public TimeSpan Percentile(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank && seen > 0)
                return TimeSpan.FromMicroseconds(UpperBound(i));
        }
        return TimeSpan.Zero;
    }

    internal void Record(TimeSpan time)
    {
        Count++;
        if (time > Longest)
            Longest = time;
        _counts[Bucket(Math.Max((long)time.TotalMicroseconds, 0))]++;
    }

    private static int Bucket(long microseconds)
    {
        if (microseconds < StepsPerDoubling)
            return (int)microseconds;
        var power = BitOperations.Log2((ulong)microseconds);
        var step = (int)(microseconds >> (power - 3)) & (StepsPerDoubling - 1);
        return Math.Min(((power - 2) * StepsPerDoubling) + step, (Doublings * StepsPerDoubling) - 1);
    }

    private static long UpperBound(int bucket)
    {
        if (bucket < StepsPerDoubling)
            return bucket + 1;
        var power = (bucket / StepsPerDoubling) + 2;
        return (1L << power) + ((long)((bucket % StepsPerDoubling) + 1) << (power - 3));
    }
}
