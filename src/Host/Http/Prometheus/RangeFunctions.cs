namespace Millwright.Host.Http.Prometheus;

/// <summary>Functions of the samples of a range.</summary>
internal static class RangeFunctions
{
    private const double TicksPerSecond = TimeSpan.TicksPerSecond;

    /// <summary>True for those that need each sample; all others are told by summaries.</summary>
    public static bool NeedsSamples(string name) => name is "rate" or "increase" or "irate" or "idelta" or "changes" or "resets";

    /// <summary>A function of a summary.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="range">The figures.</param>
    /// <param name="start">Ticks of the beginning of the range.</param>
    /// <param name="end">Ticks of its end.</param>
    public static double OfSummary(string name, in RangeSummary range, long start, long end) => name switch
    {
        "avg_over_time" => range.Sum / range.Numbers,
        "min_over_time" => range.Minimum,
        "max_over_time" => range.Maximum,
        "sum_over_time" => range.Sum,
        "count_over_time" => range.Numbers,
        "last_over_time" => range.Last.Value,
        "stdvar_over_time" => range.Deviation / range.Numbers,
        "stddev_over_time" => Math.Sqrt(range.Deviation / range.Numbers),
        "present_over_time" => 1,
        "delta" => range.Numbers < 2 ? Absent.Value : Extrapolated(
            range.Last.Value - range.First.Value, range.Numbers, range.First.Time.Ticks, range.Last.Time.Ticks, start, end, null),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such function of a summary."),
    };

    /// <summary>A function of samples <c>first &lt;= i &lt; last</c>.</summary>
    public static double OfSamples(string name, RangeSamples samples, int first, int last, long start, long end)
    {
        var count = last - first;
        if (name is "changes" or "resets")
            return count == 0 ? Absent.Value : CountOf(name == "changes", samples.Values, first, last);
        if (count < 2)
            return Absent.Value;
        var (ticks, values) = (samples.Ticks, samples.Values);
        if (name is "irate" or "idelta")
        {
            var step = name == "irate" && values[last - 1] < values[last - 2] ? values[last - 1] : values[last - 1] - values[last - 2];
            return name == "irate" ? step / ((ticks[last - 1] - ticks[last - 2]) / TicksPerSecond) : step;
        }
        // A counter that falls has begun anew: what it had before counts.
        var increase = values[last - 1] - values[first];
        for (var i = first + 1; i < last; i++)
        {
            if (values[i] < values[i - 1])
                increase += values[i - 1];
        }
        var extrapolated = Extrapolated(increase, count, ticks[first], ticks[last - 1], start, end, values[first]);
        return name == "rate" ? extrapolated / ((end - start) / TicksPerSecond) : extrapolated;
    }

    /// <summary>
    /// What a change between the first and the last sample would be over the whole range: each end is reached when it is near, else by half a step, and a counter
    /// is not taken to have been below zero. As Prometheus does it (promql/functions.go, extrapolatedRate).
    /// </summary>
    /// <param name="change">Between the first and the last sample.</param>
    /// <param name="count">How many there are, at least two.</param>
    /// <param name="first">Ticks of the first sample.</param>
    /// <param name="last">Ticks of the last sample.</param>
    /// <param name="start">Ticks of the beginning of the range.</param>
    /// <param name="end">Ticks of its end.</param>
    /// <param name="counter">The first value of a counter, null for what is none.</param>
    private static double Extrapolated(double change, long count, long first, long last, long start, long end, double? counter)
    {
        const double near = 1.1;
        var sampled = (last - first) / TicksPerSecond;
        var step = sampled / (count - 1);
        var toStart = (first - start) / TicksPerSecond;
        var toEnd = (end - last) / TicksPerSecond;
        if (toStart >= step * near)
            toStart = step / 2;
        if (counter is >= 0 && change > 0)
            toStart = Math.Min(toStart, sampled * (counter.Value / change));
        if (toEnd >= step * near)
            toEnd = step / 2;
        return change * ((sampled + toStart + toEnd) / sampled);
    }

    private static int CountOf(bool changes, List<double> values, int first, int last)
    {
        var count = 0;
        for (var i = first + 1; i < last; i++)
        {
            var (before, value) = (values[i - 1], values[i]);
            if (changes ? value != before && !(double.IsNaN(value) && double.IsNaN(before)) : value < before)
                count++;
        }
        return count;
    }
}
