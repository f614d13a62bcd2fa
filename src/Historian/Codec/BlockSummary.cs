using Millwright.Model;

namespace Millwright.Historian.Codec;

/// <summary>What can be said of a block without opening it.</summary>
/// <param name="First">Its first time, in ticks.</param>
/// <param name="Last">Its last time, in ticks.</param>
/// <param name="Count">All samples.</param>
/// <param name="Numbers">Those that <paramref name="Minimum"/>, <paramref name="Maximum"/> and <paramref name="Sum"/> are over.</param>
/// <param name="Minimum">NaN when there are no numbers.</param>
/// <param name="Maximum">NaN when there are no numbers.</param>
/// <param name="Sum">0 when there are no numbers.</param>
/// <param name="Worst">The first of the worst qualities.</param>
/// <param name="LastQuality">Of the last sample.</param>
/// <param name="LastKind">Of the last sample.</param>
/// <param name="LastBits">Of the last sample, 0 when it is no scalar.</param>
internal readonly record struct BlockSummary(
    long First, long Last, int Count, int Numbers, double Minimum, double Maximum, double Sum,
    Quality Worst, Quality LastQuality, TagKind LastKind, ulong LastBits)
{
    public static BlockSummary Of(SampleColumns columns)
    {
        var totals = new Totals();
        totals.Add(columns, 0, columns.Count);
        var last = columns.Count - 1;
        return new(
            columns.Times[0], columns.Times[last], columns.Count, (int)totals.Numbers, totals.Minimum, totals.Maximum, totals.Sum,
            totals.Worst, columns.Qualities[last], columns.Kinds[last], columns.Bits[last]);
    }
}
