using Millwright.Flow.Options;
using Millwright.Model;

namespace Millwright.Flow.Normalizing;

/// <summary>What is done to a tag's samples, worked out once from its options; tags with equal options share one.</summary>
internal sealed record TagPlan
{
    /// <summary>Engineering value = Factor * raw + Shift: scale, offset, linear scaling and unit conversion in one.</summary>
    public double Factor;
    public double Shift;
    public double ClampLow;
    public double ClampHigh;
    public double RangeLow;
    public double RangeHigh;
    /// <summary>Absolute, in the tag's unit; NaN keeps every sample.</summary>
    public double Deadband;
    /// <summary>The longest interval between two kept samples, in ticks.</summary>
    public long EveryTicks;
    /// <summary>Stale without a reading for so many ticks; 0 for never.</summary>
    public long StaleTicks;
    /// <summary>The value after which an unsigned counter starts again at 0; 0 where it does not wrap.</summary>
    public double CounterModulus;
    public PlanSteps Steps;
    /// <summary>The kind of the result.</summary>
    public TagKind Kind;
    /// <summary>The kind the driver delivers.</summary>
    public TagKind RawKind;
    public byte Bit;

    /// <summary>Works out the plan of options that have been checked.</summary>
    public static TagPlan Compile(TagOptions options, TagKind raw)
    {
        var plan = new TagPlan
        {
            Kind = options.KindAfter(raw),
            RawKind = raw,
            Factor = 1,
            ClampLow = double.NegativeInfinity,
            ClampHigh = double.PositiveInfinity,
            RangeLow = double.NegativeInfinity,
            RangeHigh = double.PositiveInfinity,
            Deadband = double.NaN,
            EveryTicks = options.Every?.Ticks ?? long.MaxValue,
            StaleTicks = options.StaleAfter?.Ticks ?? 0,
        };
        if (options.Bit is { } bit)
            (plan.Bit, plan.Steps) = ((byte)bit, PlanSteps.Bit);
        plan.AddScaling(options);
        plan.AddBands(options);
        if (options.Counter)
        {
            plan.Steps |= PlanSteps.Counter;
            plan.CounterModulus = ModulusOf(raw);
        }
        return plan;
    }

    private void AddScaling(TagOptions options)
    {
        if (options.Linear is { RawLow: { } rawLow, RawHigh: { } rawHigh } linear)
        {
            var low = linear.Low ?? options.Range?.Low ?? 0;
            var high = linear.High ?? options.Range?.High ?? 0;
            Factor = (high - low) / (rawHigh - rawLow);
            Shift = low - Factor * rawLow;
            Steps |= PlanSteps.Arithmetic;
            if (linear.Clamp)
                (ClampLow, ClampHigh, Steps) = (Math.Min(low, high), Math.Max(low, high), Steps | PlanSteps.Clamp);
        }
        else if (options.Scale is not null || options.Offset is not null)
        {
            (Factor, Shift, Steps) = (options.Scale ?? 1, options.Offset ?? 0, Steps | PlanSteps.Arithmetic);
        }
        if (!options.Converts || !Unit.TryParse(options.SourceUnit!, out var from) || !Unit.TryParse(options.Unit!, out var to))
            return;
        // Both conversions are straight lines: two points give the line from the one unit to the other.
        var zero = from.Convert(0, to);
        var slope = from.ConvertDifference(1, to);
        (Factor, Shift, Steps) = (slope * Factor, slope * Shift + zero, Steps | PlanSteps.Arithmetic);
        if ((Steps & PlanSteps.Clamp) != 0)
            (ClampLow, ClampHigh) = (slope * ClampLow + zero, slope * ClampHigh + zero);
    }

    private void AddBands(TagOptions options)
    {
        if (options.Range is { } range)
        {
            Steps |= PlanSteps.Range;
            (RangeLow, RangeHigh) = (range.Low, range.High);
            if (options.Clamp)
                (ClampLow, ClampHigh, Steps) = (range.Low, range.High, Steps | PlanSteps.Clamp);
        }
        if (options.Deadband is not { } deadband)
            return;
        Deadband = deadband.IsPercent ? deadband.Value / 100 * (options.Range?.Span ?? 0) : deadband.Value;
        if (!deadband.IsPercent && deadband.Unit is not null && options.Unit is not null
            && Unit.TryParse(deadband.Unit, out var from) && Unit.TryParse(options.Unit, out var to))
        {
            Deadband = from.ConvertDifference(deadband.Value, to);
        }
    }

    private static double ModulusOf(TagKind raw) => raw switch
    {
        TagKind.UInt8 => 256.0,
        TagKind.UInt16 => 65_536.0,
        TagKind.UInt32 => 4_294_967_296.0,
        TagKind.UInt64 => 18_446_744_073_709_551_616.0,
        _ => 0,
    };
}

/// <summary>The steps that a plan has.</summary>
[Flags]
internal enum PlanSteps : byte
{
    None = 0,
    Bit = 1,
    Arithmetic = 2,
    Clamp = 4,
    Range = 8,
    Counter = 16,
    /// <summary>The steps that need the value as a number.</summary>
    Number = Arithmetic | Clamp | Range | Counter,
}
