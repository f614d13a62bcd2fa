using System.Globalization;

namespace Millwright.Host.Http.PromQl;

/// <summary>Durations as Prometheus writes them: <c>5m</c>, <c>1h30m</c>, with ms, s, m, h, d, w and y (365 days), the longest first.</summary>
internal static class PromDuration
{
    private static readonly (string Unit, double Seconds)[] Units = [("y", 31_536_000), ("w", 604_800), ("d", 86_400), ("h", 3_600), ("ms", 0.001), ("m", 60), ("s", 1)];

    /// <param name="text">The duration.</param>
    /// <param name="seconds">Its length.</param>
    public static bool TryParse(string text, out double seconds)
    {
        seconds = 0;
        var shortest = double.PositiveInfinity;
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            if (end == at || !long.TryParse(text.AsSpan(at, end - at), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return false;
            var found = Array.Find(Units, u => string.CompareOrdinal(text, end, u.Unit, 0, u.Unit.Length) == 0);
            if (found.Unit is null || found.Seconds >= shortest)
                return false;
            shortest = found.Seconds;
            seconds += count * found.Seconds;
            at = end + found.Unit.Length;
        }
        return text.Length > 0;
    }
}
