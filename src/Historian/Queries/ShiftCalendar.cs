using Millwright.Model;

namespace Millwright.Historian.Queries;

/// <summary>A shift of the week.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Start">Local time of its beginning.</param>
/// <param name="End">Local time of its end; at or before the beginning it is on the next day.</param>
/// <param name="Days">The days on which it begins; empty for all.</param>
public sealed record Shift(string Name, TimeOnly Start, TimeOnly End, IReadOnlyList<DayOfWeek> Days);

/// <summary>One shift that was worked, or the time between two.</summary>
/// <param name="Name">Of the shift; null between shifts.</param>
/// <param name="From">The beginning.</param>
/// <param name="To">The end, not included.</param>
public readonly record struct ShiftInterval(string? Name, Timestamp From, Timestamp To);

/// <summary>The shifts of a plant by the calendar of its time zone; a night shift of a change of summer time has 7 or 9 hours.</summary>
public static class ShiftCalendar
{
    /// <summary>The shifts that touch a range and the time between them, without gaps and in order.</summary>
    /// <exception cref="ArgumentException">The range is empty or longer than ten years, there is no shift, or two of them overlap.</exception>
    public static IReadOnlyList<ShiftInterval> Between(Timestamp from, Timestamp to, IReadOnlyList<Shift> shifts, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(shifts);
        if (to <= from || to - from > TimeSpan.FromDays(3660))
            throw new ArgumentException($"The range from {from} to {to} is empty or longer than ten years.", nameof(to));
        if (shifts.Count == 0)
            throw new ArgumentException("There are no shifts.", nameof(shifts));
        var worked = new List<ShiftInterval>();
        var day = TimeZoneInfo.ConvertTimeFromUtc(from.ToDateTime(), zone).Date.AddDays(-1);
        for (; CalendarGrid.ToUtc(day, zone) < to; day = day.AddDays(1))
        {
            foreach (var shift in shifts.Where(s => s.Days.Count == 0 || s.Days.Contains(day.DayOfWeek)).OrderBy(s => s.Start))
            {
                var start = CalendarGrid.ToUtc(day + shift.Start.ToTimeSpan(), zone);
                var end = CalendarGrid.ToUtc((shift.End <= shift.Start ? day.AddDays(1) : day) + shift.End.ToTimeSpan(), zone);
                if (worked.Count > 0 && worked[^1].To > start)
                    throw new ArgumentException($"The shifts {worked[^1].Name} and {shift.Name} overlap on {day:yyyy-MM-dd}.", nameof(shifts));
                worked.Add(new(shift.Name, start, end));
            }
        }
        return Fill(worked.Where(w => w.To > from && w.From < to));
    }

    private static List<ShiftInterval> Fill(IEnumerable<ShiftInterval> worked)
    {
        var all = new List<ShiftInterval>();
        foreach (var shift in worked)
        {
            if (all.Count > 0 && all[^1].To < shift.From)
                all.Add(new(null, all[^1].To, shift.From));
            all.Add(shift);
        }
        return all;
    }
}
