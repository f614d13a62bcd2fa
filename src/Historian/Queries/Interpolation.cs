namespace Millwright.Historian.Queries;

/// <summary>What a value is between two samples (OPC UA Part 13, 3.1.5 and 3.1.6).</summary>
public enum Interpolation
{
    /// <summary>A line from one number to the next: levels, temperatures.</summary>
    Sloped,

    /// <summary>The value before: states, counters, setpoints.</summary>
    Stepped,
}

/// <summary>How samples become the course of a value.</summary>
/// <param name="Interpolation">Between samples.</param>
/// <param name="MaxGap">A value counts no longer than this after its sample; zero sets no limit.</param>
public readonly record struct CourseOptions(Interpolation Interpolation = Interpolation.Sloped, TimeSpan MaxGap = default);
