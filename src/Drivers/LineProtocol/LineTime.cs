using System.Globalization;
using Millwright.Model;

namespace Millwright.Drivers.LineProtocol;

/// <summary>The unit of the times in a text of line protocol.</summary>
public enum LinePrecision
{
    Nanoseconds,
    Microseconds,
    Milliseconds,
    Seconds,
    Minutes,
    Hours,
}

/// <summary>Times of line protocol: whole numbers since 1970 in a unit that the request names.</summary>
public static class LineTime
{
    private static readonly long EarliestTicks = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>The unit for a word of the API, <c>ns</c> where it is not given; null for an unknown one.</summary>
    public static LinePrecision? FromWord(string? word) => word switch
    {
        null or "" or "ns" or "n" => LinePrecision.Nanoseconds,
        "us" or "u" or "µ" or "µs" => LinePrecision.Microseconds,
        "ms" => LinePrecision.Milliseconds,
        "s" => LinePrecision.Seconds,
        "m" => LinePrecision.Minutes,
        "h" => LinePrecision.Hours,
        _ => null,
    };

    /// <summary>Reads a time. Before the year 2000 it is a mistake: the wrong precision, or a clock that was never set.</summary>
    /// <param name="digits">As written.</param>
    /// <param name="precision">Its unit.</param>
    /// <param name="time">With 100 ns; what is finer is cut off.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryRead(ReadOnlySpan<byte> digits, LinePrecision precision, out Timestamp time, out string? problem)
    {
        time = default;
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            problem = $"its time '{SeriesName.Show(digits)}' is no whole number";
            return false;
        }
        return TryFrom(number, precision, out time, out problem);
    }

    /// <summary>The time of a number; see <see cref="TryRead"/>.</summary>
    public static bool TryFrom(long number, LinePrecision precision, out Timestamp time, out string? problem)
    {
        time = default;
        var ticks = precision == LinePrecision.Nanoseconds ? (Int128)(number / 100) : (Int128)number * TicksOf(precision);
        ticks += DateTime.UnixEpoch.Ticks;
        if (ticks < EarliestTicks || ticks > DateTime.MaxValue.Ticks)
        {
            problem = $"its time {number} is not within the years 2000 to 9999 in {precision.ToString().ToLowerInvariant()}; send the precision that the times have";
            return false;
        }
        (time, problem) = (new((long)ticks), null);
        return true;
    }

    private static long TicksOf(LinePrecision precision) => precision switch
    {
        LinePrecision.Microseconds => TimeSpan.TicksPerMicrosecond,
        LinePrecision.Milliseconds => TimeSpan.TicksPerMillisecond,
        LinePrecision.Seconds => TimeSpan.TicksPerSecond,
        LinePrecision.Minutes => TimeSpan.TicksPerMinute,
        _ => TimeSpan.TicksPerHour,
    };
}
