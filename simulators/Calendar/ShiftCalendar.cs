namespace Millwright.Simulators.Calendar;

/// <summary>
/// Three shifts of eight hours from Monday 06:00 to Saturday 06:00, a reduced crew in two twelve-hour shifts over the weekend.
/// Each eight-hour shift breaks 15 min after two hours, 30 min after four and a quarter, 15 min after six and a half.
/// </summary>
public static class ShiftCalendar
{
    private const double EarlyBegins = 6;
    private const double LateBegins = 14;
    private const double NightBegins = 22;

    /// <summary>The shift at a local wall clock time.</summary>
    public static Shift At(DateTime local)
    {
        var hour = local.TimeOfDay.TotalHours;
        if (IsWeekend(local.DayOfWeek, hour))
            return new Shift(ShiftName.Weekend, OnBreak: Within((hour + 18) % 12, 5, 0.5), Crew: 0.5);
        var (name, begins, crew) = hour switch
        {
            >= EarlyBegins and < LateBegins => (ShiftName.Early, EarlyBegins, 1.0),
            >= LateBegins and < NightBegins => (ShiftName.Late, LateBegins, 0.9),
            _ => (ShiftName.Night, NightBegins, 0.7),
        };
        var into = (hour - begins + 24) % 24;
        return new Shift(name, Within(into, 2, 0.25) || Within(into, 4.25, 0.5) || Within(into, 6.5, 0.25), crew);
    }

    private static bool IsWeekend(DayOfWeek day, double hour) => day switch
    {
        DayOfWeek.Saturday => hour >= EarlyBegins,
        DayOfWeek.Sunday => true,
        DayOfWeek.Monday => hour < EarlyBegins,
        _ => false,
    };

    private static bool Within(double hour, double begins, double lasts) => hour >= begins && hour < begins + lasts;
}
