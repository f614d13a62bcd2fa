using System.ComponentModel;
using System.Text.Json.Serialization;
using Millwright.Model;

namespace Millwright.Flow.Options;

/// <summary>What every tag has, whatever its driver. Address and raw type are the driver's own options.</summary>
/// <remarks>
/// A raw value takes this way: bit, or counter, then <c>scale * raw + offset</c> or the linear scaling, then from
/// <see cref="SourceUnit"/> to <see cref="Unit"/>, then clamp, range, deadband. Two with the same content are equal, so that the
/// hundreds of tags that a template makes share one.
/// </remarks>
public sealed record TagOptions
{
    [Description("The connection it is read from.")]
    public string? From { get; set; }

    [Description("How often it is read; the connection's scan when left out.")]
    public TimeSpan? Scan { get; set; }

    [Description("The engineering unit: a symbol (°C), a spelling (degC) or a UNECE code (CEL).")]
    public string? Unit { get; set; }

    [Description("The unit of the scaled raw value, where it differs; converted to unit.")]
    public string? SourceUnit { get; set; }

    [Description("The raw value is multiplied by this.")]
    public double? Scale { get; set; }

    [Description("This is added after scale, in the source's unit.")]
    public double? Offset { get; set; }

    [Description("Scaling by two points instead of scale and offset.")]
    public LinearOptions? Linear { get; set; }

    [Description("Words for the values of an enumeration: 0: idle.")]
    public Dictionary<long, string>? States { get; set; }

    [Description("One bit of an integer, counted from 0 at the least significant.")]
    public int? Bit { get; set; }

    [Description("The engineering range, low and high in the unit; outside of it a sample is Uncertain.")]
    public ValueRange? Range { get; set; }

    [Description("Holds the value inside the range; the sample is then GoodClamped.")]
    public bool Clamp { get; set; }

    [Description("Changes up to this are left out: 0.2 °C, 2 % (of range), 0 for unchanged values only. Without it every reading is kept.")]
    public Quantity? Deadband { get; set; }

    [Description("The longest interval between two kept samples although the value stays within the deadband.")]
    public TimeSpan? Every { get; set; }

    [Description("A total that only grows: re-based when the device restarts or the counter wraps, so that it never jumps.")]
    public bool Counter { get; set; }

    [Description("Without a new reading for this long the tag is Uncertain (last usable value).")]
    public TimeSpan? StaleAfter { get; set; }

    [Description("Digits after the point when shown.")]
    public int? Decimals { get; set; }

    [Description("What it is, in a sentence.")]
    public string? Description { get; set; }

    [Description("Bounds for writes; without them the tag cannot be written.")]
    [JsonPropertyName("write")]
    public AccessOptions? Access { get; set; }

    /// <summary>All that is wrong with these options, given the kind of the raw value.</summary>
    public IEnumerable<OptionProblem> Check(TagKind raw) => TagOptionsCheck.Check(this, raw);

    /// <summary>The kind of the tag's samples after normalizing.</summary>
    /// <param name="raw">The kind the driver delivers.</param>
    public TagKind KindAfter(TagKind raw)
    {
        if (Bit is not null)
            return TagKind.Boolean;
        if (Scale is not null || Offset is not null || Linear is not null || Converts)
            return TagKind.Float64;
        if (Counter)
            return raw.IsFloat() ? TagKind.Float64 : TagKind.Int64;
        return raw;
    }

    internal bool Converts => SourceUnit is not null && Unit is not null && SourceUnit != Unit;
}
