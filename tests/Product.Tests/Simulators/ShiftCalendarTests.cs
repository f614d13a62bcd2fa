using System.Globalization;
using Millwright.Simulators.Calendar;

namespace Product.Tests.Simulators;

public sealed class ShiftCalendarTests
{
    // 2026-03-09 is a Monday.
    [Theory]
    [InlineData("2026-03-09T05:59", ShiftName.Weekend)]
    [InlineData("2026-03-09T06:00", ShiftName.Early)]
    [InlineData("2026-03-09T13:59", ShiftName.Early)]
    [InlineData("2026-03-09T14:00", ShiftName.Late)]
    [InlineData("2026-03-09T22:00", ShiftName.Night)]
    [InlineData("2026-03-10T03:00", ShiftName.Night)]
    [InlineData("2026-03-14T05:59", ShiftName.Night)]
    [InlineData("2026-03-14T06:00", ShiftName.Weekend)]
    [InlineData("2026-03-15T12:00", ShiftName.Weekend)]
    public void Each_hour_of_the_week_has_its_shift(string local, ShiftName expected) =>
        Assert.Equal(expected, At(local).Name);

    [Theory]
    [InlineData("2026-03-09T07:59", false)]
    [InlineData("2026-03-09T08:00", true)]
    [InlineData("2026-03-09T08:15", false)]
    [InlineData("2026-03-09T10:20", true)]
    [InlineData("2026-03-09T10:45", false)]
    [InlineData("2026-03-10T00:05", true)]
    [InlineData("2026-03-14T11:10", true)]
    public void Breaks_come_after_their_hours_of_work(string local, bool onBreak) =>
        Assert.Equal(onBreak, At(local).OnBreak);

    [Fact]
    public void A_full_day_has_an_hour_of_breaks_in_each_shift()
    {
        var minutes = Enumerable.Range(0, 24 * 60).Select(m => ShiftCalendar.At(new DateTime(2026, 3, 10).AddMinutes(m))).ToList();
        foreach (var shift in minutes.GroupBy(s => s.Name))
        {
            Assert.Equal(480, shift.Count());
            Assert.Equal(60, shift.Count(s => s.OnBreak));
        }
    }

    private static Shift At(string local) => ShiftCalendar.At(DateTime.Parse(local, CultureInfo.InvariantCulture));
}
