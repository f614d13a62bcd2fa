using Millwright.Model;

namespace Millwright.Historian.Queries;

/// <summary>What happened to one tag in an interval: the sufficient figures of every aggregate.</summary>
/// <remarks>
/// A <em>number</em> is a scalar (booleans as 0 and 1) whose quality is not Bad and which is not NaN. Between two samples the quality is
/// that of the earlier one; before the first sample that was ever stored, and in a silence longer than allowed, there is none.
/// </remarks>
public sealed record IntervalSummary
{
    /// <summary>The beginning, included.</summary>
    public required Timestamp From { get; init; }

    /// <summary>The end, not included.</summary>
    public required Timestamp To { get; init; }

    /// <summary>Samples in the interval, whatever their quality.</summary>
    public long Count { get; init; }

    /// <summary>Samples that are numbers.</summary>
    public long Numbers { get; init; }

    /// <summary>Of the numbers; NaN when there are none.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>Of the numbers; NaN when there are none.</summary>
    public double Maximum { get; init; } = double.NaN;

    /// <summary>Of the numbers; 0 when there are none.</summary>
    public double Sum { get; init; }

    /// <summary>The sum of the squared deviations of the numbers from their mean.</summary>
    public double Deviation { get; init; }

    /// <summary>The integral of the value over the time in which there was a number, in value times seconds, by the interpolation asked for.</summary>
    public double Integral { get; init; }

    /// <summary>How long there was a number.</summary>
    public TimeSpan Covered { get; init; }

    /// <summary>How long the quality was Good.</summary>
    public TimeSpan Good { get; init; }

    /// <summary>How long the quality was Bad.</summary>
    public TimeSpan Bad { get; init; }

    /// <summary>How long the quality was Uncertain.</summary>
    public TimeSpan Uncertain { get; init; }

    /// <summary>How long there was a number other than 0.</summary>
    public TimeSpan NonZero { get; init; }

    /// <summary>How long there was a number that is 0.</summary>
    public TimeSpan Zero => Covered - NonZero;

    /// <summary>How often the numbers changed from zero to another or back, counting the change from the sample before the interval.</summary>
    public int Transitions { get; init; }

    /// <summary>The worst quality of the samples; Good when there are none.</summary>
    public Quality Worst { get; init; }

    /// <summary>The first number and its time, null when there is none.</summary>
    public NumberAt? First { get; init; }

    /// <summary>The last number and its time, null when there is none.</summary>
    public NumberAt? Last { get; init; }

    /// <summary>The value at the beginning by the interpolation asked for, null when there is none.</summary>
    public NumberAt? AtStart { get; init; }

    /// <summary>The value just before the end by the interpolation asked for, null when there is none.</summary>
    public NumberAt? AtEnd { get; init; }

    /// <summary>The part of the interval in which there was a number, 0 to 1.</summary>
    public double Coverage => To > From ? Covered / (To - From) : 0;
}

/// <summary>A number of a tag, its time and its quality.</summary>
public readonly record struct NumberAt(Timestamp Time, double Value, Quality Quality);
