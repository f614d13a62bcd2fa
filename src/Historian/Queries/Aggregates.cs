using Millwright.Model;

namespace Millwright.Historian.Queries;

/// <summary>Works out aggregates from the figures of an interval.</summary>
/// <remarks>
/// OPC UA Part 13 with TreatUncertainAsBad false, PercentDataGood and PercentDataBad 100, stepped extrapolation: Uncertain numbers count;
/// the result is Good only where everything is.
/// </remarks>
public static class Aggregates
{
    /// <summary>The aggregate by its name of Part 13, whatever the case; null when there is none.</summary>
    public static Aggregate? FromName(string name) =>
        Enum.TryParse<Aggregate>(name, ignoreCase: true, out var found) && Enum.IsDefined(found) && !char.IsAsciiDigit(name[0]) ? found : null;

    /// <summary>The value of an aggregate.</summary>
    public static AggregateValue Of(Aggregate aggregate, IntervalSummary interval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        var value = Value(aggregate, interval);
        return new(interval.From, value, QualityOf(aggregate, interval, value), interval.Coverage);
    }

    private static double Value(Aggregate aggregate, IntervalSummary i) => aggregate switch
    {
        Aggregate.Interpolative or Aggregate.StartBound => i.AtStart?.Value ?? double.NaN,
        Aggregate.EndBound => i.AtEnd?.Value ?? double.NaN,
        Aggregate.DeltaBounds => (i.AtEnd?.Value ?? double.NaN) - (i.AtStart?.Value ?? double.NaN),
        Aggregate.Average => i.Numbers > 0 ? i.Sum / i.Numbers : double.NaN,
        Aggregate.TimeAverage or Aggregate.TimeAverage2 => i.Covered > TimeSpan.Zero ? i.Integral / i.Covered.TotalSeconds : double.NaN,
        Aggregate.Total or Aggregate.Total2 => i.Covered > TimeSpan.Zero ? i.Integral / i.Covered.TotalSeconds * (i.To - i.From).TotalSeconds : double.NaN,
        Aggregate.Minimum => i.Minimum,
        Aggregate.Maximum => i.Maximum,
        Aggregate.Range => i.Maximum - i.Minimum,
        Aggregate.Count => i.Numbers,
        Aggregate.Start => i.First?.Value ?? double.NaN,
        Aggregate.End => i.Last?.Value ?? double.NaN,
        Aggregate.Delta => (i.Last?.Value ?? double.NaN) - (i.First?.Value ?? double.NaN),
        Aggregate.DurationGood => i.Good.TotalMilliseconds,
        Aggregate.DurationBad => Lacking(i).TotalMilliseconds,
        Aggregate.PercentGood => 100 * (i.Good / (i.To - i.From)),
        Aggregate.PercentBad => 100 * (Lacking(i) / (i.To - i.From)),
        Aggregate.WorstQuality => i.Count > 0 ? i.Worst.Code : double.NaN,
        Aggregate.NumberOfTransitions => i.Numbers > 0 ? i.Transitions : double.NaN,
        Aggregate.DurationInStateZero => i.Zero.TotalMilliseconds,
        Aggregate.DurationInStateNonZero => i.NonZero.TotalMilliseconds,
        Aggregate.VarianceSample => i.Numbers > 1 ? i.Deviation / (i.Numbers - 1) : i.Numbers == 1 ? 0 : double.NaN,
        Aggregate.VariancePopulation => i.Numbers > 0 ? i.Deviation / i.Numbers : double.NaN,
        Aggregate.StandardDeviationSample => Math.Sqrt(Value(Aggregate.VarianceSample, i)),
        Aggregate.StandardDeviationPopulation => Math.Sqrt(Value(Aggregate.VariancePopulation, i)),
        _ => throw new ArgumentOutOfRangeException(nameof(aggregate), aggregate, "No such aggregate."),
    };

    private static Quality QualityOf(Aggregate aggregate, IntervalSummary i, double value)
    {
        switch (aggregate)
        {
            // These tell of quality themselves.
            case Aggregate.DurationGood or Aggregate.DurationBad or Aggregate.PercentGood or Aggregate.PercentBad:
                return Quality.Good;
            case Aggregate.WorstQuality:
                return i.Count > 0 ? Quality.Good : Quality.BadNoData;
            case Aggregate.Interpolative or Aggregate.StartBound:
                return i.AtStart?.Quality ?? Quality.BadNoData;
            case Aggregate.EndBound:
                return i.AtEnd?.Quality ?? Quality.BadNoData;
            case Aggregate.Count when i.Count == 0:
                return i.Good > TimeSpan.Zero ? Quality.Good : Quality.BadNoData;
        }
        if (double.IsNaN(value))
            return Quality.BadNoData;
        var isTimed = aggregate is Aggregate.TimeAverage or Aggregate.TimeAverage2 or Aggregate.Total or Aggregate.Total2 or Aggregate.DurationInStateZero
            or Aggregate.DurationInStateNonZero or Aggregate.DeltaBounds;
        var isGood = isTimed ? i.Good == i.To - i.From : i.Worst.IsGood;
        return isGood ? Quality.Good : i.Covered > TimeSpan.Zero || i.Numbers > 0 ? Quality.UncertainSubNormal : Quality.BadNoData;
    }

    /// <summary>Where there are no data the standard counts as Bad.</summary>
    private static TimeSpan Lacking(IntervalSummary i) => i.To - i.From - i.Good - i.Uncertain;
}
