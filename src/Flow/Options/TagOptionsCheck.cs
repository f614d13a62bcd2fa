using Millwright.Model;

namespace Millwright.Flow.Options;

/// <summary>What can be wrong with a tag's options, said for all at once.</summary>
internal static class TagOptionsCheck
{
    private const int MaxDecimals = 15;

    public static IEnumerable<OptionProblem> Check(TagOptions options, TagKind raw) =>
        [.. Units(options), .. Scaling(options, raw), .. Bits(options, raw), .. Bands(options), .. Rest(options, raw), .. Access(options)];

    private static IEnumerable<OptionProblem> Units(TagOptions options)
    {
        var unit = Resolve("unit", options.Unit, out var problem);
        if (problem is not null)
            yield return problem;
        var source = Resolve("source_unit", options.SourceUnit, out problem);
        if (problem is not null)
            yield return problem;
        if (options.SourceUnit is not null && options.Unit is null)
            yield return new("source_unit", "a source unit without a unit converts to nothing", "write unit: as well, or leave source_unit out");
        if (unit is not null && source is not null && !source.ConvertsTo(unit))
        {
            yield return new("source_unit", $"{source.Symbol} ({source.Quantity}) does not convert to {unit.Symbol} ({unit.Quantity})",
                $"write a unit of {unit.Quantity}");
        }
        var deadband = options.Deadband is { IsPercent: false, Unit: { } text } ? Resolve("deadband", text, out problem) : null;
        if (options.Deadband is { IsPercent: false, Unit: not null } && deadband is null)
            yield return problem!;
        else if (deadband is not null && options.Unit is null)
            yield return new("deadband", $"the deadband has the unit {deadband.Symbol} and the tag has none", "write unit: or a bare number");
        else if (deadband is not null && unit is not null && !deadband.ConvertsTo(unit))
        {
            yield return new("deadband", $"{deadband.Symbol} ({deadband.Quantity}) does not convert to {unit.Symbol} ({unit.Quantity})",
                $"write the deadband in {unit.Symbol}");
        }
    }

    private static Unit? Resolve(string key, string? text, out OptionProblem? problem)
    {
        problem = null;
        if (text is null)
            return null;
        if (Unit.TryParse(text, out var unit))
            return unit;
        var nearest = NearestWord.Of(text, Unit.All.SelectMany(u => new[] { u.Symbol, u.Code, u.Name }));
        problem = new(key, $"unit '{text}' is not known", nearest is null ? "write a symbol such as °C or bar, or a UNECE code" : $"did you mean '{nearest}'?");
        return null;
    }

    private static IEnumerable<OptionProblem> Scaling(TagOptions options, TagKind raw)
    {
        if (options.Scale is { } scale && (scale == 0 || !double.IsFinite(scale)))
            yield return new("scale", $"a scale of {scale} loses the value", "write a number other than 0");
        if (options.Offset is { } offset && !double.IsFinite(offset))
            yield return new("offset", "the offset is no number", "write a number");
        var scaled = options.Scale is not null || options.Offset is not null || options.Linear is not null || options.Converts;
        if (scaled && options.States is not null)
            yield return new("states", "the states of an enumeration cannot be scaled", "leave scale, offset, linear and source_unit out, or states");
        if (scaled && options.Bit is not null)
            yield return new("bit", "a bit cannot be scaled", "leave scale, offset, linear and source_unit out, or bit");
        if (scaled && !raw.IsNumeric() && raw != TagKind.None)
            yield return new("scale", $"a {raw.Word()} cannot be scaled", "leave scale, offset, linear and source_unit out, or read a number");
        if (options.Linear is { } linear)
        {
            foreach (var problem in Linear(options, linear))
                yield return problem;
        }
    }

    private static IEnumerable<OptionProblem> Linear(TagOptions options, LinearOptions linear)
    {
        if (options.Scale is not null || options.Offset is not null)
            yield return new("linear", "linear and scale or offset are two ways to say one thing", "keep one of them");
        if (linear.RawLow is null || linear.RawHigh is null)
            yield return new("linear", "linear needs raw_low and raw_high", "write both, such as raw_low: 0, raw_high: 27648");
        else if (linear.RawLow == linear.RawHigh)
            yield return new("linear", "raw_low and raw_high are the same", "write the raw values of both ends");
        if ((linear.Low is null || linear.High is null) && options.Range is null)
            yield return new("linear", "linear has no low and high, and the tag has no range", "write low and high, or range:");
    }

    private static IEnumerable<OptionProblem> Bits(TagOptions options, TagKind raw)
    {
        if (options.Bit is not { } bit)
            yield break;
        var width = PlanBits(raw);
        if (!raw.IsInteger() && raw != TagKind.None)
            yield return new("bit", $"a {raw.Word()} has no bits to take", "read an integer");
        else if (bit < 0 || bit >= width)
            yield return new("bit", $"bit {bit} is outside a {raw.Word()}", $"write 0 to {width - 1}");
        if (options.Counter)
            yield return new("counter", "a bit cannot be a counter", "leave bit or counter out");
        if (options.Range is not null || options.Deadband is { Value: > 0 })
            yield return new("bit", "a bit has no range and no deadband above 0", "leave them out");
    }

    internal static int PlanBits(TagKind kind) => kind switch
    {
        TagKind.Int8 or TagKind.UInt8 => 8,
        TagKind.Int16 or TagKind.UInt16 => 16,
        TagKind.Int32 or TagKind.UInt32 => 32,
        _ => 64,
    };

    private static IEnumerable<OptionProblem> Bands(TagOptions options)
    {
        if (options.Range is { } range && !(range.Low < range.High && double.IsFinite(range.Span)))
            yield return new("range", $"the range {range} is empty", "write the low end first, such as 0..120");
        if (options.Clamp && options.Range is null)
            yield return new("clamp", "there is no range to hold the value in", "write range:");
        if (options.Deadband is { } deadband)
        {
            if (deadband.Value < 0 || !double.IsFinite(deadband.Value))
                yield return new("deadband", $"a deadband of {deadband} is below zero", "write 0 or more");
            if (deadband.IsPercent && options.Range is null)
                yield return new("deadband", "a deadband in percent needs a range to be a percentage of", "write range:, or the deadband in the tag's unit");
            if (deadband.IsPercent && deadband.Value > 100)
                yield return new("deadband", $"a deadband of {deadband} lets nothing through", "write less than 100 %");
        }
        else if (options.Every is not null)
        {
            yield return new("every", "without a deadband every reading is kept, and every has no meaning", "write deadband: (0 keeps changes only), or leave every out");
        }
        if (options.Every is { } every && every <= TimeSpan.Zero)
            yield return new("every", "the longest interval is not above zero", "write a duration such as 60 s");
    }

    private static IEnumerable<OptionProblem> Rest(TagOptions options, TagKind raw)
    {
        if (options.Scan is { } scan && (scan < ConnectionOptions.MinScan || scan > ConnectionOptions.MaxScan))
            yield return new("scan", $"a scan of {scan} is not possible", "write a duration from 1 ms to 1 d");
        if (options.StaleAfter is { } stale && stale <= TimeSpan.Zero)
            yield return new("stale_after", "the time after which the tag is stale is not above zero", "write a duration such as 10 s");
        if (options.Decimals is < 0 or > MaxDecimals)
            yield return new("decimals", $"{options.Decimals} decimals cannot be shown", $"write 0 to {MaxDecimals}");
        if (options.Counter && !raw.IsNumeric() && raw != TagKind.None)
            yield return new("counter", $"a {raw.Word()} does not count", "read a number");
        if (options.Counter && (options.Offset is not null || options.Linear is not null || options.Clamp))
            yield return new("counter", "a total has no offset, linear scaling or clamp", "keep scale alone");
        if (options.States is not null && !raw.IsInteger() && raw is not (TagKind.Boolean or TagKind.None) && options.Bit is null)
            yield return new("states", $"a {raw.Word()} has no states", "read an integer or a bool");
        if (options.States is { Count: 0 })
            yield return new("states", "the enumeration has no states", "write value: word lines, or leave states out");
    }

    private static IEnumerable<OptionProblem> Access(TagOptions options)
    {
        if (options.Access is not { } access)
            yield break;
        if (access.Low > access.High)
            yield return new("write.low", $"the low end {access.Low} lies above the high end {access.High}", "swap them");
        if (access.MaxStep is { } step && !(step > 0))
            yield return new("write.max_step", "the greatest step is not above zero", "write a number above 0, or leave it out");
        if (access.MinInterval < TimeSpan.Zero)
            yield return new("write.min_interval", "the least interval is below zero", "write a duration such as 1 s");
        if (access.Freshness <= TimeSpan.Zero)
            yield return new("write.freshness", "the freshness is not above zero", "write a duration such as 10 s");
        if (options.Counter)
            yield return new("write", "a counter's total cannot be written", "leave write or counter out");
    }
}
