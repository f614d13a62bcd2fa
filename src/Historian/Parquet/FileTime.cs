using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Millwright.Historian.Values;
using Millwright.Model;

namespace Millwright.Historian.Parquet;

/// <summary>Times as files have them: ISO 8601, or numbers that count from 1970.</summary>
internal static class FileTime
{
    /// <param name="cell">The cell.</param>
    /// <param name="unit">What numbers count, null where nobody said.</param>
    /// <param name="time">The time, cut to 100 ns.</param>
    /// <param name="problem">Why it is none.</param>
    public static bool TryRead(in TagValue cell, FileTimeUnit? unit, out Timestamp time, [NotNullWhen(false)] out string? problem)
    {
        time = default;
        problem = null;
        if (cell.Kind == TagKind.String && Timestamp.TryParse(cell.AsString(), out time) && !IsNumber(cell.AsString()))
            return true;
        if (cell.IsNone)
            problem = "it has no time";
        else if (unit is { } known ? TryCount(cell, known, out time) : false)
            return true;
        else
            problem = unit is null && (cell.Kind.IsNumeric() || IsNumber(cell.ToString()))
                ? $"its time is the number {cell}; say what it counts with --time-unit"
                : $"'{cell}' is no time; write ISO 8601, such as 2026-03-09T10:14:33Z";
        return false;
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool TryCount(in TagValue cell, FileTimeUnit unit, out Timestamp time)
    {
        time = default;
        Int128 ticks;
        if (ValueFitting.TryFit(cell, TagKind.Int64, out var whole))
        {
            var count = (Int128)(long)whole.Bits;
            ticks = unit == FileTimeUnit.Nanoseconds ? Int128.Abs(count) / TimeSpan.NanosecondsPerTick * Int128.Sign(count) : count * TicksOf(unit);
        }
        else if (ValueFitting.TryFit(cell, TagKind.Float64, out var number) && double.IsFinite(number.ToDouble()) && Math.Abs(number.ToDouble()) < 1e15)
        {
            // Whole and part by themselves, so that 0.1 s of today is not lost in the length of the number.
            var (count, rest) = (Math.Truncate(number.ToDouble()), number.ToDouble() - Math.Truncate(number.ToDouble()));
            ticks = unit == FileTimeUnit.Nanoseconds ? (Int128)(count / TimeSpan.NanosecondsPerTick) : ((Int128)count * TicksOf(unit)) + (long)Math.Round(rest * TicksOf(unit));
        }
        else
            return false;
        ticks += DateTime.UnixEpoch.Ticks;
        if (ticks <= 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new((long)ticks);
        return true;
    }

    private static long TicksOf(FileTimeUnit unit) => unit switch
    {
        FileTimeUnit.Seconds => TimeSpan.TicksPerSecond,
        FileTimeUnit.Milliseconds => TimeSpan.TicksPerMillisecond,
        _ => TimeSpan.TicksPerMicrosecond,
    };
}
