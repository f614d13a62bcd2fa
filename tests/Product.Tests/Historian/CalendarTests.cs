using Millwright.Historian.Queries;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

public sealed class CalendarTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly TimeZoneInfo Kolkata = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-03-30", 24)]
    [InlineData("2026-10-25", 25)]
    public void A_day_of_a_change_of_summer_time_is_an_hour_shorter_or_longer(string day, int hours)
    {
        var noon = At(day + "T12:00:00Z");
        var days = CalendarGrid.Bounds(noon, noon + TimeSpan.FromHours(1), CalendarUnit.Day, 1, Berlin);
        Assert.Equal(2, days.Count);
        Assert.Equal(TimeSpan.FromHours(hours), days[1] - days[0]);
        Assert.Equal(hours + 1, CalendarGrid.Bounds(days[0], days[1], CalendarUnit.Hour, 1, Berlin).Count);
    }

    [Fact]
    public void Hours_of_a_zone_with_half_an_hour_begin_at_its_own_hours()
    {
        var bounds = CalendarGrid.Bounds(At("2026-03-09T10:10:00Z"), At("2026-03-09T11:10:00Z"), CalendarUnit.Hour, 1, Kolkata);
        Assert.Equal([At("2026-03-09T09:30:00Z"), At("2026-03-09T10:30:00Z"), At("2026-03-09T11:30:00Z")], bounds);
    }

    [Theory]
    [InlineData(CalendarUnit.Week, 1, "2026-03-08T23:00:00Z")]
    [InlineData(CalendarUnit.Month, 1, "2026-02-28T23:00:00Z")]
    [InlineData(CalendarUnit.Quarter, 1, "2025-12-31T23:00:00Z")]
    [InlineData(CalendarUnit.Year, 1, "2025-12-31T23:00:00Z")]
    [InlineData(CalendarUnit.Month, 6, "2025-12-31T23:00:00Z")]
    [InlineData(CalendarUnit.Minute, 15, "2026-03-11T09:45:00Z")]
    public void Units_begin_where_the_local_calendar_says(CalendarUnit unit, int count, string expected)
    {
        var bounds = CalendarGrid.Bounds(At("2026-03-11T09:50:00Z"), At("2026-03-11T09:51:00Z"), unit, count, Berlin);
        Assert.Equal(At(expected), bounds[0]);
        Assert.Equal(2, bounds.Count);
    }

    [Fact]
    public void Intervals_that_fit_no_calendar_or_are_too_many_are_refused_with_a_remedy()
    {
        var (from, to) = (At("2026-03-09T00:00:00Z"), At("2026-04-09T00:00:00Z"));
        Assert.Contains("divide a day", Assert.Throws<ArgumentException>(() => CalendarGrid.Bounds(from, to, CalendarUnit.Hour, 5, Berlin)).Message, StringComparison.Ordinal);
        Assert.Contains("ask for longer ones", Assert.Throws<ArgumentException>(() => CalendarGrid.Bounds(from, to, CalendarUnit.Minute, 1, Berlin, 1000)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CalendarGrid.Bounds(to, from, CalendarUnit.Day, 1, Berlin));
    }

    [Fact]
    public void A_night_shift_of_a_change_of_summer_time_has_seven_or_nine_hours()
    {
        Shift[] shifts = [new("early", new(6, 0), new(14, 0), []), new("late", new(14, 0), new(22, 0), []), new("night", new(22, 0), new(6, 0), [])];
        var spring = ShiftCalendar.Between(At("2026-03-28T22:00:00Z"), At("2026-03-29T01:00:00Z"), shifts, Berlin);
        var night = Assert.Single(spring);
        Assert.Equal(("night", TimeSpan.FromHours(7)), (night.Name, night.To - night.From));
        var autumn = ShiftCalendar.Between(At("2026-10-24T22:00:00Z"), At("2026-10-25T01:00:00Z"), shifts, Berlin);
        Assert.Equal(TimeSpan.FromHours(9), Assert.Single(autumn).To - autumn[0].From);
    }

    [Fact]
    public void The_time_between_two_shifts_belongs_to_none()
    {
        Shift[] shifts = [new("day", new(6, 0), new(14, 0), [DayOfWeek.Monday, DayOfWeek.Tuesday])];
        var intervals = ShiftCalendar.Between(At("2026-03-09T00:00:00Z"), At("2026-03-11T00:00:00Z"), shifts, TimeZoneInfo.Utc);
        Assert.Equal(["day", null, "day"], intervals.Select(i => i.Name));
        Assert.Equal(intervals.Skip(1).Select(i => i.From), intervals.SkipLast(1).Select(i => i.To));
    }

    [Fact]
    public void Shifts_that_overlap_are_refused()
    {
        Shift[] shifts = [new("a", new(6, 0), new(14, 30), []), new("b", new(14, 0), new(22, 0), [])];
        var error = Assert.Throws<ArgumentException>(() => ShiftCalendar.Between(At("2026-03-09T00:00:00Z"), At("2026-03-11T00:00:00Z"), shifts, TimeZoneInfo.Utc));
        Assert.Contains("a and b overlap", error.Message, StringComparison.Ordinal);
    }

    private static Timestamp At(string text) => Timestamp.TryParse(text, out var time) ? time : throw new FormatException(text);
}
