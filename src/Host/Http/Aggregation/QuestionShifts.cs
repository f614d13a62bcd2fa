using System.Globalization;
using Millwright.Historian.Queries;
using Millwright.Host.Http.Resources;

namespace Millwright.Host.Http.Aggregation;

/// <summary>The intervals of a question that names shifts: <c>early 06:00-14:00</c>, <c>night 22:00-06:00 sun-thu</c>, each by the clock of a time zone.</summary>
internal static class QuestionShifts
{
    /// <summary>The most shifts of a week.</summary>
    public const int MaxShifts = 50;

    /// <summary>Reads shifts and lays them over the range.</summary>
    /// <param name="question">The range.</param>
    /// <param name="shifts">As written.</param>
    /// <param name="zone">Whose clock.</param>
    /// <param name="problem">What is wrong; null when nothing is.</param>
    /// <returns>Shifts and the time between them, without gaps; null with a problem.</returns>
    public static IReadOnlyList<ShiftInterval>? Read(HistoryQuestion question, string[] shifts, TimeZoneInfo zone, out string? problem)
    {
        problem = shifts.Length > MaxShifts ? $"{shifts.Length} shifts are given; at most {MaxShifts} are taken" : null;
        var week = new List<Shift>();
        foreach (var text in problem is null ? shifts : [])
        {
            if (!TryShift(text, out var shift))
            {
                problem = $"shift '{text}' is no shift";
                break;
            }
            week.Add(shift);
        }
        if (problem is not null)
            return null;
        try
        {
            return ShiftCalendar.Between(question.From, question.To, week, zone);
        }
        catch (ArgumentException e)
        {
            problem = e.Message.Split(" (Parameter", 2)[0].TrimEnd('.');
            return null;
        }
    }

    private static bool TryShift(string text, out Shift shift)
    {
        shift = new("", default, default, []);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindIndex(words, static w => w.Contains(':', StringComparison.Ordinal));
        if (at < 1 || words.Length > at + 2)
            return false;
        var ends = words[at].Split('-');
        List<DayOfWeek> days = [];
        if (ends.Length != 2 || !TryTime(ends[0], out var start) || !TryTime(ends[1], out var end) || (words.Length > at + 1 && !TryDays(words[at + 1], out days)))
            return false;
        shift = new(string.Join(' ', words[..at]), start, end, days);
        return true;
    }

    private static bool TryTime(string text, out TimeOnly time)
    {
        // The end of a day is written 24:00 as well.
        var isEnd = text == "24:00";
        time = default;
        return isEnd || TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    /// <summary>Days such as <c>mon-fri</c> or <c>sat,sun</c>; a range may go over the end of the week.</summary>
    private static bool TryDays(string text, out List<DayOfWeek> days)
    {
        days = [];
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryDay(ends[0], out var first) || !TryDay(ends[^1], out var last))
                return false;
            for (var day = first; ; day = (DayOfWeek)(((int)day + 1) % 7))
            {
                days.Add(day);
                if (day == last)
                    break;
            }
        }
        return true;
    }

    private static bool TryDay(string text, out DayOfWeek day)
    {
        day = default;
        if (text.Length < 3 || text.Any(c => !char.IsAsciiLetter(c)))
            return false;
        foreach (var known in Enum.GetValues<DayOfWeek>())
        {
            if (known.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase))
            {
                day = known;
                return true;
            }
        }
        return false;
    }
}
