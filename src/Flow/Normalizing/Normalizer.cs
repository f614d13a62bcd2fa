using System.Runtime.CompilerServices;
using Millwright.Model;

namespace Millwright.Flow.Normalizing;

/// <summary>Turns a batch of raw samples into samples in engineering units. No call of it is virtual, nothing is allocated for a sample.</summary>
/// <remarks>
/// The rules, in their order:
/// 1. A tag that is not the connection's, or a time outside years 1 to 9999: rejected.
/// 2. A source time none, before 2000, or further ahead of our clock than the allowed skew: our time, Uncertain. Late and out-of-order times pass.
/// 3. Before the first whole cycle after a connect or restart a Good sample is UncertainInitialValue.
/// 4. A Bad sample has no value. NaN is BadSensorFailure (the way instruments flag a failed sensor), an infinity or a result that does
/// not fit its kind is BadOutOfRange, a value that is no number where one is needed is BadTypeMismatch.
/// 5. Counter, arithmetic, clamp (GoodClamped), range (UncertainEngineeringUnitsExceeded).
/// 6. Deadband. Always kept: the first sample, a change of quality or kind, one older than the last kept, one after the longest interval
/// (in source time or in monotonic time). Of booleans, strings and arrays only equal ones are left out.
/// </remarks>
internal static class Normalizer
{
    /// <summary>A device whose clock says less has lost it.</summary>
    private static readonly long EarliestTicks = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>Appends the result of every sample that is not rejected to <paramref name="output"/>, and a mark whether deadband keeps it.</summary>
    /// <param name="plans">Plans and states; those of <paramref name="owner"/> are changed.</param>
    /// <param name="owner">The connection.</param>
    /// <param name="raw">What the source delivered.</param>
    /// <param name="now">Our time; the wall clock and monotonic ticks.</param>
    /// <param name="maxSkew">How far ahead a source time may be.</param>
    /// <param name="output">With room for all of <paramref name="raw"/>.</param>
    /// <param name="keep">One mark for each sample of <paramref name="output"/>, at least as long as <paramref name="raw"/>.</param>
    public static NormalizeCounts Apply(
        TagPlans plans, int owner, SampleBatch raw, Moment now, TimeSpan maxSkew, SampleBatch output, Span<bool> keep)
    {
        var counts = new NormalizeCounts();
        var latest = now.Wall.Ticks + maxSkew.Ticks;
        var tags = raw.Tags;
        var times = raw.SourceTimes;
        var qualities = raw.Qualities;
        var servers = raw.ServerTimes;
        for (var i = 0; i < tags.Length; i++)
        {
            ref var place = ref plans.Plans.Find(tags[i]);
            if (Unsafe.IsNullRef(ref place) || place.Owner != owner || place.Plan is not { } plan)
            {
                counts.UnknownTag++;
                continue;
            }
            var time = times[i];
            var quality = qualities[i];
            if (time < EarliestTicks || time > latest)
            {
                if ((ulong)time > (ulong)DateTime.MaxValue.Ticks)
                {
                    counts.ImpossibleTime++;
                    continue;
                }
                // No time at all is the driver's way to leave it to us.
                if (time != 0)
                {
                    counts.ReplacedTime++;
                    quality = Quality.Worst(quality, Quality.Uncertain);
                }
                time = now.Wall.Ticks;
            }
            ref var state = ref plans.States.At(tags[i]);
            state.LastArrival = now.Monotonic;
            var value = raw.Value(i);
            var none = default(CounterState);
            ref var counter = ref (plan.Steps & PlanSteps.Counter) != 0 ? ref plans.Counters.At(tags[i]) : ref none;
            Convert(plan, ref state, ref counter, qualities[i], ref value, ref quality);
            keep[output.Count] = double.IsNaN(plan.Deadband)
                || Keeps(plan, ref state, ref plans.Kept.At(tags[i]), value, quality, time, now.Monotonic);
            if (!keep[output.Count])
                counts.Suppressed++;
            output.Add(tags[i], new(time), value, quality, servers.IsEmpty ? default : new(servers[i]));
        }
        return counts;
    }

    /// <summary>A time that a sample of the past can have; one without is of no use there.</summary>
    public static bool IsPossibleTime(Timestamp time) => time.Ticks >= EarliestTicks && time.Ticks <= DateTime.MaxValue.Ticks;

    /// <summary>Quality and value of one sample.</summary>
    private static void Convert(TagPlan plan, ref TagState state, ref CounterState counter, Quality delivered, ref TagValue value, ref Quality quality)
    {
        // A device with a wrong clock still counts right: only what it says of the value itself decides whether a count is trusted.
        var trusted = delivered.IsGood && state.Is(TagFlags.Synchronized);
        if (!state.Is(TagFlags.Synchronized))
        {
            quality = Quality.Worst(quality, Quality.UncertainInitialValue);
            state.Flags |= state.Is(TagFlags.SynchronizeNext) ? TagFlags.Seen | TagFlags.Synchronized : TagFlags.Seen;
        }
        state.Flags &= ~TagFlags.Stale;
        if (quality.IsBad)
            value = TagValue.None;
        else if (plan.Steps == PlanSteps.None && value.Kind == plan.Kind && !value.Kind.IsFloat())
            return;
        else
            Calculate(plan, ref state, ref counter, trusted, ref value, ref quality);
    }

    private static void Calculate(TagPlan plan, ref TagState state, ref CounterState counter, bool trusted, ref TagValue value, ref Quality quality)
    {
        if ((plan.Steps & PlanSteps.Bit) != 0)
        {
            if (value.Kind.IsInteger())
                value = TagValue.Of(((value.Bits >> plan.Bit) & 1) != 0);
            else
                Spoil(ref value, ref quality, Quality.BadTypeMismatch);
            return;
        }
        if (!value.TryGetDouble(out var number))
        {
            if (value.Kind != plan.Kind || (plan.Steps & PlanSteps.Number) != 0)
                Spoil(ref value, ref quality, Quality.BadTypeMismatch);
            return;
        }
        if (!double.IsFinite(number))
        {
            Spoil(ref value, ref quality, double.IsNaN(number) ? Quality.BadSensorFailure : Quality.BadOutOfRange);
            return;
        }
        if ((plan.Steps & PlanSteps.Counter) != 0 && !Counter.TryCount(plan, ref state, ref counter, trusted, ref number))
        {
            Spoil(ref value, ref quality, Quality.BadWaitingForInitialData);
            return;
        }
        if ((plan.Steps & (PlanSteps.Arithmetic | PlanSteps.Counter | PlanSteps.Clamp)) != 0)
            Scale(plan, number, ref value, ref quality);
        else if (value.Kind != plan.Kind && !value.TryConvert(plan.Kind, out value))
            quality = Quality.BadOutOfRange;
        if ((plan.Steps & PlanSteps.Range) != 0 && value.TryGetDouble(out number) && !(number >= plan.RangeLow && number <= plan.RangeHigh))
            quality = Quality.Worst(quality, Quality.UncertainEngineeringUnitsExceeded);
    }

    private static void Scale(TagPlan plan, double number, ref TagValue value, ref Quality quality)
    {
        var result = plan.Factor * number + plan.Shift;
        var held = Math.Clamp(result, plan.ClampLow, plan.ClampHigh);
        if (held != result && quality == Quality.Good)
            quality = Quality.GoodClamped;
        // Without arithmetic an integer stays exact: only a held one goes through the double.
        if (held == result && (plan.Steps & (PlanSteps.Arithmetic | PlanSteps.Counter)) == 0 && value.Kind == plan.Kind)
            return;
        var scaled = TagValue.Of(held);
        if (!double.IsFinite(held) || (plan.Kind != TagKind.Float64 && !scaled.TryConvert(plan.Kind, out scaled)))
            Spoil(ref value, ref quality, Quality.BadOutOfRange);
        else
            value = scaled;
    }

    private static void Spoil(ref TagValue value, ref Quality quality, Quality bad)
    {
        value = TagValue.None;
        quality = bad;
    }

    private static bool Keeps(
        TagPlan plan, ref TagState state, ref KeptSample last, in TagValue value, Quality quality, long time, long monotonic)
    {
        var number = value.TryGetDouble(out var known) ? known : double.NaN;
        if (state.Is(TagFlags.HasLast)
            && last.Quality == quality
            && last.Kind == value.Kind
            && time >= last.Time
            && time - last.Time < plan.EveryTicks
            && monotonic - last.KeptAt < plan.EveryTicks
            && IsWithin(plan, ref last, value, number))
        {
            return false;
        }
        last.Number = number;
        last.Bits = value.Bits;
        last.Reference = value.Reference;
        last.Time = time;
        last.KeptAt = monotonic;
        last.Quality = quality;
        last.Kind = value.Kind;
        state.Flags |= TagFlags.HasLast;
        return true;
    }

    private static bool IsWithin(TagPlan plan, ref KeptSample last, in TagValue value, double number)
    {
        if (value.Kind.IsNumeric())
            return plan.Deadband > 0 ? Math.Abs(number - last.Number) <= plan.Deadband : value.Bits == last.Bits;
        if (value.Kind.IsScalar())
            return value.Bits == last.Bits;
        return value == TagValue.FromParts(last.Kind, 0, last.Reference);
    }

    /// <summary>One raw value in engineering units, for a reading past the schedule: no state is touched, a counter is not counted.</summary>
    public static TagValue ToEngineering(TagPlan plan, TagValue raw, ref Quality quality)
    {
        var untouched = default(TagState);
        var uncounted = default(CounterState);
        var stateless = (plan.Steps & PlanSteps.Counter) == 0 ? plan : plan with { Steps = plan.Steps & ~PlanSteps.Counter };
        if (quality.IsBad)
            return TagValue.None;
        if (stateless.Steps != PlanSteps.None || raw.Kind != plan.Kind || raw.Kind.IsFloat())
            Calculate(stateless, ref untouched, ref uncounted, trusted: false, ref raw, ref quality);
        return raw;
    }

    /// <summary>The raw value to write for an engineering value; none when the tag cannot be turned back (a bit, a counter, a value that does not fit).</summary>
    public static TagValue ToRaw(TagPlan plan, TagValue engineering)
    {
        if ((plan.Steps & (PlanSteps.Bit | PlanSteps.Counter)) != 0)
            return TagValue.None;
        if ((plan.Steps & PlanSteps.Arithmetic) == 0)
            return engineering.TryConvert(plan.RawKind, out var same) ? same : TagValue.None;
        if (!engineering.TryGetDouble(out var number) || !double.IsFinite(number))
            return TagValue.None;
        return TagValue.Of((number - plan.Shift) / plan.Factor).TryConvert(plan.RawKind, out var raw) ? raw : TagValue.None;
    }
}

/// <summary>One moment on both clocks.</summary>
/// <param name="Wall">UTC.</param>
/// <param name="Monotonic">Ticks of 100 ns since any fixed moment; never goes back.</param>
internal readonly record struct Moment(Timestamp Wall, long Monotonic)
{
    public static Moment Now(TimeProvider clock) => new(Timestamp.Now(clock), MonotonicTicks(clock));

    public static long MonotonicTicks(TimeProvider clock) => clock.GetElapsedTime(0, clock.GetTimestamp()).Ticks;
}
