using System.Globalization;

namespace Millwright.Host.Http.Values;

/// <summary>Durations as the configuration writes them: <c>100 ms</c>, <c>1 s</c>, <c>5 min</c>.</summary>
internal static class Durations
{
    public static string Text(TimeSpan span)
    {
        if (span < TimeSpan.FromSeconds(1))
            return string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.###} ms");
        if (span >= TimeSpan.FromHours(1) && span.Ticks % TimeSpan.TicksPerHour == 0)
            return string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h");
        return span >= TimeSpan.FromMinutes(1) && span.Ticks % TimeSpan.TicksPerMinute == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min")
            : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s");
    }
}
