using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Millwright.Model;

namespace Millwright.Historian.Codec;

/// <summary>Makes the summary of samples.</summary>
/// <remarks>Sums are made in four lanes whatever the processor, so that the same samples have the same summary everywhere.</remarks>
internal static class Summarizer
{
    private const double TicksPerSecond = TimeSpan.TicksPerSecond;

    /// <summary>The summary of a part of the columns that is not empty.</summary>
    public static BlockSummary Of(SampleColumns columns, int start, int end)
    {
        Span<double> values = stackalloc double[end - start];
        if (!IsPlain(columns, start, end))
            return OfMixed(columns, start, end);
        ToDoubles(columns.Kind, columns.Bits[start..end], values);
        return OfNumbers(columns, start, values, out var summary) ? summary : OfMixed(columns, start, end);
    }

    /// <summary>The summary of one sample.</summary>
    public static BlockSummary Of(long time, TagKind kind, ulong bits, Quality quality)
    {
        var isNumber = BlockSummary.IsNumber(quality, kind, bits);
        var value = isNumber ? TagValue.FromBits(kind, bits).ToDouble() : double.NaN;
        return new()
        {
            First = time,
            Last = time,
            Count = 1,
            Numbers = isNumber ? 1 : 0,
            Minimum = value,
            Maximum = value,
            Sum = isNumber ? value : 0,
            Origin = isNumber ? value : 0,
            LastNumber = isNumber ? value : 0,
            Worst = quality,
            FirstQuality = quality,
            FirstKind = kind,
            FirstBits = bits,
            LastQuality = quality,
            LastKind = kind,
            LastBits = bits,
        };
    }

    /// <summary>
    /// The summary as it would be if it had been made of the samples at once, as far as rounding goes: what is stored is smaller then.
    /// </summary>
    public static BlockSummary Settle(in BlockSummary joined)
    {
        var scale = Scale(joined);
        var seconds = joined.NumberTicks / TicksPerSecond;
        var settled = joined with
        {
            Sum = Tidy(joined.Sum, scale * joined.Numbers),
            Squares = Tidy(joined.Squares, scale * scale * joined.Numbers),
            Stepped = Tidy(joined.Stepped, scale * seconds),
            Sloped = Tidy(joined.Sloped, scale * seconds),
        };
        if (settled.Numbers != settled.Count || settled.LongestStep * (settled.Count - 1) != settled.Last - settled.First)
            return settled;
        var (stepped, sloped) = OfEqualSteps(settled);
        return settled with { Stepped = stepped, Sloped = sloped };
    }

    /// <summary>The integrals of numbers at equal steps, which follow from the sum.</summary>
    public static (double Stepped, double Sloped) OfEqualSteps(in BlockSummary summary)
    {
        var step = summary.LongestStep / TicksPerSecond;
        var rise = summary.LastNumber - summary.Origin;
        var stepped = Tidy((summary.Sum - (summary.Numbers * summary.Origin) - rise) * step, Scale(summary) * summary.Numbers * step);
        return (stepped, Tidy(stepped + (rise / 2 * step), Scale(summary) * summary.Numbers * step));
    }

    private static bool IsPlain(SampleColumns columns, int start, int end) =>
        columns.Kind != TagKind.None && columns.Kind.IsScalar()
        && !MemoryMarshal.Cast<Quality, uint>(columns.Qualities[start..end]).ContainsAnyExcept(Quality.Good.Code)
        && !columns.Kinds[start..end].Contains(TagKind.None);

    private static void ToDoubles(TagKind kind, ReadOnlySpan<ulong> bits, Span<double> values)
    {
        switch (kind)
        {
            case TagKind.Float64:
                MemoryMarshal.Cast<ulong, double>(bits).CopyTo(values);
                break;
            case TagKind.Float32:
                for (var i = 0; i < values.Length; i++)
                    values[i] = BitConverter.UInt32BitsToSingle((uint)bits[i]);
                break;
            case TagKind.UInt64:
                for (var i = 0; i < values.Length; i++)
                    values[i] = bits[i];
                break;
            default:
                for (var i = 0; i < values.Length; i++)
                    values[i] = (long)bits[i];
                break;
        }
    }

    /// <summary>All samples are Good and have values; false when one is NaN.</summary>
    private static bool OfNumbers(SampleColumns columns, int start, ReadOnlySpan<double> values, out BlockSummary summary)
    {
        var times = columns.Times.Slice(start, values.Length);
        var (least, most, sum, squares) = Add(values);
        var span = times[^1] - times[0];
        summary = new()
        {
            First = times[0],
            Last = times[^1],
            Count = values.Length,
            Numbers = values.Length,
            Minimum = least,
            Maximum = most,
            Origin = values[0],
            LastNumber = values[^1],
            GoodTicks = span,
            NumberTicks = span,
            NonZeroTicks = span,
            FirstKind = columns.Kind,
            FirstBits = columns.Bits[start],
            LastKind = columns.Kind,
            LastBits = columns.Bits[start + values.Length - 1],
            LongestStep = LongestStep(times, out var equal),
        };
        if (double.IsNaN(sum))
            return false;
        var scale = Scale(summary);
        summary = summary with { Sum = Tidy(sum, scale * values.Length), Squares = Tidy(squares, scale * scale * values.Length) };
        if (least <= 0 && most >= 0)
            summary = WithZeros(summary, times, values);
        var (stepped, sloped) = equal ? OfEqualSteps(summary) : Integrals(times, values, scale);
        summary = summary with { Stepped = stepped, Sloped = sloped };
        return true;
    }

    private static (double Least, double Most, double Sum, double Squares) Add(ReadOnlySpan<double> values)
    {
        var origin = values[0];
        var (least, most, sum, squares) = (origin, origin, 0.0, 0.0);
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(values);
        if (vectors.Length > 0)
        {
            var origins = Vector256.Create(origin);
            var (low, high) = (vectors[0], vectors[0]);
            var (sums, squared) = (Vector256<double>.Zero, Vector256<double>.Zero);
            foreach (var vector in vectors)
            {
                low = Vector256.Min(low, vector);
                high = Vector256.Max(high, vector);
                sums += vector;
                var shifted = vector - origins;
                squared += shifted * shifted;
            }
            for (var lane = 0; lane < 4; lane++)
            {
                least = Math.Min(least, low[lane]);
                most = Math.Max(most, high[lane]);
                sum += sums[lane];
                squares += squared[lane];
            }
        }
        for (var i = vectors.Length * 4; i < values.Length; i++)
        {
            least = Math.Min(least, values[i]);
            most = Math.Max(most, values[i]);
            sum += values[i];
            squares += (values[i] - origin) * (values[i] - origin);
        }
        return (least, most, sum, squares);
    }

    private static long LongestStep(ReadOnlySpan<long> times, out bool equal)
    {
        equal = true;
        if (times.Length == 1)
            return 0;
        var longest = times[1] - times[0];
        var first = longest;
        for (var i = 2; i < times.Length; i++)
        {
            var step = times[i] - times[i - 1];
            equal &= step == first;
            longest = Math.Max(longest, step);
        }
        return longest;
    }

    private static BlockSummary WithZeros(in BlockSummary summary, ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        var transitions = 0;
        var zero = 0L;
        for (var i = 0; i + 1 < values.Length; i++)
        {
            if (values[i] == 0)
                zero += times[i + 1] - times[i];
            if ((values[i] == 0) != (values[i + 1] == 0))
                transitions++;
        }
        return summary with { NonZeroTicks = summary.NumberTicks - zero, Transitions = transitions };
    }

    private static (double Stepped, double Sloped) Integrals(ReadOnlySpan<long> times, ReadOnlySpan<double> values, double scale)
    {
        var origin = values[0];
        var (stepped, corners) = (0.0, 0.0);
        for (var i = 0; i + 1 < values.Length; i++)
        {
            var seconds = (times[i + 1] - times[i]) / TicksPerSecond;
            stepped += (values[i] - origin) * seconds;
            corners += (values[i + 1] - values[i]) * seconds;
        }
        var bound = scale * (times[^1] - times[0]) / TicksPerSecond;
        return (Tidy(stepped, bound), Tidy(stepped + (corners / 2), bound));
    }

    private static BlockSummary OfMixed(SampleColumns columns, int start, int end)
    {
        var summary = OfOne(columns, start);
        for (var i = start + 1; i < end; i++)
            summary = summary.Join(OfOne(columns, i));
        return summary;
    }

    private static BlockSummary OfOne(SampleColumns columns, int index) =>
        Of(columns.Times[index], columns.Kinds[index], columns.Bits[index], columns.Qualities[index]);

    private static double Scale(in BlockSummary summary) => Math.Max(Math.Abs(summary.Minimum), Math.Abs(summary.Maximum));

    /// <summary>
    /// The decimal number of few digits next to a sum, when it is nearer than the error of adding up: sums of decimals are decimals,
    /// which is the truth and is stored in a third of the bytes.
    /// </summary>
    /// <param name="value">The sum.</param>
    /// <param name="bound">The sum of the absolute values of what was added, or more.</param>
    private static double Tidy(double value, double bound)
    {
        const int MaxDigits = 6;
        if (!double.IsFinite(bound))
            return value;
        var error = bound * 1e-15;
        for (var digits = 0; digits <= MaxDigits; digits++)
        {
            var power = DecimalScale.Power(digits);
            var scaled = value * power;
            var whole = Math.Round(scaled);
            // Further off than all rounding on the way: most of the attempts end here, without the division.
            if (Math.Abs(whole - scaled) > (2 * error * power) + (Math.Abs(scaled) * 1e-15))
                continue;
            var tidy = whole / power;
            if (Math.Abs(tidy - value) <= error)
                return tidy + 0.0;
        }
        return value;
    }
}
