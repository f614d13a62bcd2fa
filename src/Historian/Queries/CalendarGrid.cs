using Millwright.Model;

namespace Millwright.Historian.Queries;

/// <summary>The parts of a calendar.</summary>
public enum CalendarUnit
{
    Minute,
    Hour,
    Day,
    /// <summary>From Monday (ISO 8601).</summary>
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>
/// Bounds of intervals by the calendar of a time zone. Minutes and hours count from local midnight and last as long as always; days and
/// longer units begin at local midnight, so a day of a change to or from summer time has 23 or 25 hours.
/// </summary>
public static class CalendarGrid
{
    /// <summary>The bounds of the intervals that touch a range: the first at or before its beginning, the last at or after its end.</summary>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end, not included; after the beginning.</param>
    /// <param name="unit">The unit of an interval.</param>
    /// <param name="count">So many units make an interval: minutes and hours that divide a day, days and weeks up to 366, months that divide a year, quarters and years up to 100.</param>
    /// <param name="zone">Whose calendar.</param>
    /// <param name="maxIntervals">More are refused.</param>
    /// <exception cref="ArgumentException">The range is empty, the count does not fit the unit, or there would be too many intervals.</exception>
    public static IReadOnlyList<Timestamp> Bounds(
        Timestamp from, Timestamp to, CalendarUnit unit, int count, TimeZoneInfo zone, int maxIntervals = 100_000)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (to <= from)
            throw new ArgumentException($"The range from {from} to {to} is empty.", nameof(to));
        if (!Fits(unit, count))
            throw new ArgumentException($"{count} {unit} is no interval of a calendar: minutes and hours divide a day, months a year.", nameof(count));
        var bounds = new List<Timestamp>();
        var start = Start(TimeZoneInfo.ConvertTimeFromUtc(from.ToDateTime(), zone), unit, count);
        while (true)
        {
            var next = Next(start, unit, count);
            foreach (var bound in Divide(start, next, unit, count, zone))
            {
                if (bound <= from)
                    bounds.Clear();
                bounds.Add(bound);
                if (bound >= to)
                    return bounds;
                if (bounds.Count > maxIntervals)
                    throw new ArgumentException($"There would be more than {maxIntervals:N0} intervals: ask for longer ones or a shorter range.", nameof(to));
            }
            start = next;
        }
    }

    /// <summary>The moment of a local time: one that summer time skips is an hour later, of one that comes twice it is the first.</summary>
    public static Timestamp ToUtc(DateTime local, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new(Math.Clamp(local.Ticks - offset.Ticks, 0, DateTime.MaxValue.Ticks));
    }

    private static bool Fits(CalendarUnit unit, int count) => unit switch
    {
        CalendarUnit.Minute => count >= 1 && 1440 % count == 0,
        CalendarUnit.Hour => count >= 1 && 24 % count == 0,
        CalendarUnit.Day or CalendarUnit.Week => count is >= 1 and <= 366,
        CalendarUnit.Month => count >= 1 && 12 % count == 0,
        _ => count is >= 1 and <= 100,
    };

    /// <summary>The local beginning of the unit that a local time lies in; of minutes and hours, of their day.</summary>
    private static DateTime Start(DateTime local, CalendarUnit unit, int count)
    {
        // Days and weeks of more than one are counted from a Monday, so that they are the same whatever the range.
        var epoch = new DateTime(1, 1, 1);
        var days = (local.Date - epoch).Days;
        var months = ((local.Year - 1) * 12) + local.Month - 1;
        return unit switch
        {
            CalendarUnit.Minute or CalendarUnit.Hour => local.Date,
            CalendarUnit.Day => epoch.AddDays(days - (days % count)),
            CalendarUnit.Week => epoch.AddDays(days - (days % (7 * count))),
            _ => epoch.AddMonths(months - (months % (Months(unit) * count))),
        };
    }

    private static DateTime Next(DateTime start, CalendarUnit unit, int count) => unit switch
    {
        CalendarUnit.Minute or CalendarUnit.Hour => start.AddDays(1),
        CalendarUnit.Day => start.AddDays(count),
        CalendarUnit.Week => start.AddDays(7 * count),
        _ => start.AddMonths(Months(unit) * count),
    };

    private static int Months(CalendarUnit unit) => unit switch
    {
        CalendarUnit.Month => 1,
        CalendarUnit.Quarter => 3,
        _ => 12,
    };

    /// <summary>The beginning of a unit, or the minutes and hours of a day.</summary>
    private static IEnumerable<Timestamp> Divide(DateTime start, DateTime next, CalendarUnit unit, int count, TimeZoneInfo zone)
    {
        var first = ToUtc(start, zone);
        if (unit is not (CalendarUnit.Minute or CalendarUnit.Hour))
        {
            yield return first;
            yield break;
        }
        var step = unit == CalendarUnit.Minute ? TimeSpan.FromMinutes(count) : TimeSpan.FromHours(count);
        var end = ToUtc(next, zone);
        for (var bound = first; bound < end; bound += step)
            yield return bound;
    }
}
