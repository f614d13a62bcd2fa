using System.ComponentModel;

namespace Millwright.Flow.Options;

/// <summary>A straight line through two points: raw counts to engineering values, as a 4-20 mA card delivers them.</summary>
public sealed record LinearOptions
{
    [Description("The raw value at the low end, such as 0.")]
    public double? RawLow { get; set; }

    [Description("The raw value at the high end, such as 27648.")]
    public double? RawHigh { get; set; }

    [Description("The engineering value at the low end, in the tag's unit; the range's low end when left out.")]
    public double? Low { get; set; }

    [Description("The engineering value at the high end, in the tag's unit; the range's high end when left out.")]
    public double? High { get; set; }

    [Description("Holds the result between low and high; the sample is then GoodClamped.")]
    public bool Clamp { get; set; }
}
