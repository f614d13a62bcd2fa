namespace Millwright.Host.Http.Prometheus;

/// <summary>Numbers in the order of their times, in ticks.</summary>
internal sealed record RangeSamples(List<long> Ticks, List<double> Values)
{
    /// <summary>Where the first number lies behind a moment.</summary>
    public int After(long ticks)
    {
        var found = Ticks.BinarySearch(ticks);
        return found >= 0 ? found + 1 : ~found;
    }
}
