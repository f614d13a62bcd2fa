namespace Millwright.Historian.Queries;

/// <summary>The aggregates of OPC UA Part 13, by their names there (5.4.3).</summary>
public enum Aggregate
{
    /// <summary>The value at the beginning of the interval (5.4.3.4).</summary>
    Interpolative,
    /// <summary>The mean of the numbers (5.4.3.5).</summary>
    Average,
    /// <summary>
    /// The mean over the time in which there was a number. The standard's TimeAverage (5.4.3.6) bridges Bad stretches by a line; these are
    /// left out here, as in <see cref="TimeAverage2"/>, so that nothing is made up: the coverage says how much there was.
    /// </summary>
    TimeAverage,
    /// <summary>The same with simple bounding values (5.4.3.7).</summary>
    TimeAverage2,
    /// <summary>The time average times the seconds of the interval (5.4.3.8).</summary>
    Total,
    /// <summary>The same with simple bounding values (5.4.3.9).</summary>
    Total2,
    Minimum,
    Maximum,
    /// <summary>Maximum minus minimum (5.4.3.14).</summary>
    Range,
    /// <summary>The samples that are numbers (5.4.3.21).</summary>
    Count,
    /// <summary>The first number (5.4.3.25).</summary>
    Start,
    /// <summary>The last number (5.4.3.26).</summary>
    End,
    /// <summary>The last number minus the first (5.4.3.27).</summary>
    Delta,
    /// <summary>The value at the beginning by simple bounding (5.4.3.28).</summary>
    StartBound,
    /// <summary>The value at the end by simple bounding (5.4.3.29).</summary>
    EndBound,
    /// <summary>The value at the end minus that at the beginning (5.4.3.30).</summary>
    DeltaBounds,
    /// <summary>Milliseconds of Good quality (5.4.3.31).</summary>
    DurationGood,
    /// <summary>Milliseconds of Bad quality or without data (5.4.3.32).</summary>
    DurationBad,
    /// <summary>0 to 100 (5.4.3.33).</summary>
    PercentGood,
    /// <summary>0 to 100 (5.4.3.34).</summary>
    PercentBad,
    /// <summary>The status code of the worst sample (5.4.3.35).</summary>
    WorstQuality,
    /// <summary>Changes between zero and another number (5.4.3.24).</summary>
    NumberOfTransitions,
    /// <summary>Milliseconds at zero (5.4.3.22).</summary>
    DurationInStateZero,
    /// <summary>Milliseconds at another number than zero (5.4.3.23).</summary>
    DurationInStateNonZero,
    /// <summary>Over n - 1 (5.4.3.37).</summary>
    StandardDeviationSample,
    /// <summary>Over n (5.4.3.39).</summary>
    StandardDeviationPopulation,
    /// <summary>Over n - 1 (5.4.3.38).</summary>
    VarianceSample,
    /// <summary>Over n (5.4.3.40).</summary>
    VariancePopulation,
}

/// <summary>The value of an aggregate over an interval.</summary>
/// <param name="From">The beginning of the interval.</param>
/// <param name="Value">NaN when there is none.</param>
/// <param name="Quality">Good when all of the interval is, Bad when nothing is known, else Uncertain.</param>
/// <param name="Coverage">The part of the interval in which there was a number, 0 to 1.</param>
public readonly record struct AggregateValue(Model.Timestamp From, double Value, Model.Quality Quality, double Coverage);
