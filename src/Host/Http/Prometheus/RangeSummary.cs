using Millwright.Historian.Queries;

namespace Millwright.Host.Http.Prometheus;

/// <summary>The figures of the numbers in a range.</summary>
/// <param name="Numbers">How many; at least one.</param>
/// <param name="Sum">Of the numbers.</param>
/// <param name="Minimum">Of the numbers.</param>
/// <param name="Maximum">Of the numbers.</param>
/// <param name="Deviation">The sum of the squared deviations from their mean.</param>
/// <param name="First">The first one.</param>
/// <param name="Last">The last one.</param>
internal readonly record struct RangeSummary(long Numbers, double Sum, double Minimum, double Maximum, double Deviation, NumberAt First, NumberAt Last)
{
    public static RangeSummary Of(IntervalSummary interval) => new(
        interval.Numbers, interval.Sum, interval.Minimum, interval.Maximum, interval.Deviation, interval.First!.Value, interval.Last!.Value);

    /// <summary>With an interval that follows. Chan, Golub, LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979, (2.1).</summary>
    public RangeSummary Join(IntervalSummary next)
    {
        var numbers = Numbers + next.Numbers;
        var apart = (next.Sum / next.Numbers) - (Sum / Numbers);
        return new(
            numbers, Sum + next.Sum, Math.Min(Minimum, next.Minimum), Math.Max(Maximum, next.Maximum),
            Deviation + next.Deviation + (apart * apart * ((double)Numbers * next.Numbers / numbers)), First, next.Last!.Value);
    }
}
