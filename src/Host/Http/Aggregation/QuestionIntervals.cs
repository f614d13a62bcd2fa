using System.Globalization;
using Millwright.Historian.Queries;
using Millwright.Host.Configuration.Binding;
using Millwright.Host.Http.Resources;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Aggregation;

/// <summary>The intervals of a question for aggregates: of one length from its beginning, of a calendar, or the shifts of a week.</summary>
/// <param name="Bounds">Where they begin, and where the last one ends.</param>
/// <param name="Shifts">The name of the shift that each interval is, null between two; null where shifts were not asked for.</param>
internal sealed record QuestionIntervals(IReadOnlyList<Timestamp> Bounds, IReadOnlyList<string?>? Shifts = null)
{
    /// <summary>The most intervals of one tag.</summary>
    public const int MaxIntervals = 100_000;

    /// <summary>Reads the bounds.</summary>
    /// <param name="question">The range.</param>
    /// <param name="every">A duration such as <c>5 min</c>; none for one interval, the whole range.</param>
    /// <param name="calendar">Such as <c>day</c> or <c>3 month</c>, in place of a duration.</param>
    /// <param name="shifts">Shifts, see <see cref="QuestionShifts"/>, in place of both.</param>
    /// <param name="zone">Whose calendar; the plant's without.</param>
    /// <param name="plant">The plant.</param>
    /// <param name="problem">What is wrong; null when nothing is.</param>
    public static QuestionIntervals? Read(
        HistoryQuestion question, string? every, string? calendar, string[]? shifts, string? zone, IPlantView plant, out string? problem)
    {
        problem = null;
        var isOfShifts = shifts is { Length: > 0 };
        if ((every is not null && calendar is not null) || (isOfShifts && (every ?? calendar) is not null))
            problem = isOfShifts ? "shift is given beside every or calendar" : "every and calendar are both given";
        else if (calendar is not null || isOfShifts)
        {
            var name = zone ?? plant.Node.TimeZone;
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found))
                problem = $"zone '{name}' is no time zone";
            else if (calendar is not null)
                return OfCalendar(question, calendar, found, out problem);
            else
                return OfShifts(QuestionShifts.Read(question, shifts!, found, out problem));
        }
        else if (every is null || (DurationText.TryParse(every, out var whole) && whole >= question.To - question.From))
            return new([question.From, question.To]);
        else if (!DurationText.TryParse(every, out var length) || length <= TimeSpan.Zero)
            problem = $"every '{every}' is no duration";
        else if ((question.To - question.From).Ticks / length.Ticks >= MaxIntervals)
            problem = $"there would be more than {MaxIntervals:N0} intervals";
        else
            return OfLength(question, length);
        return null;
    }

    private static QuestionIntervals OfLength(HistoryQuestion question, TimeSpan length)
    {
        var bounds = new List<Timestamp>();
        for (var start = question.From; start < question.To; start += length)
            bounds.Add(start);
        bounds.Add(question.To);
        return new(bounds);
    }

    private static QuestionIntervals? OfShifts(IReadOnlyList<ShiftInterval>? intervals) => intervals is not [.., var last]
        ? null
        : new([.. intervals.Select(i => i.From), last.To], [.. intervals.Select(i => i.Name)]);

    private static QuestionIntervals? OfCalendar(HistoryQuestion question, string text, TimeZoneInfo zone, out string? problem)
    {
        problem = null;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var count = 1;
        if (words.Length is 0 or > 2 || (words.Length == 2 && !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out count))
            || !Enum.TryParse<CalendarUnit>(words[^1], ignoreCase: true, out var unit) || char.IsAsciiDigit(words[^1][0]))
        {
            problem = $"calendar '{text}' is no interval";
            return null;
        }
        try
        {
            return new(CalendarGrid.Bounds(question.From, question.To, unit, count, zone, MaxIntervals));
        }
        catch (ArgumentException e)
        {
            problem = e.Message.Split(" (Parameter", 2)[0].TrimEnd('.');
            return null;
        }
    }
}
