using System.Buffers;
using System.Globalization;
using System.Text;

namespace Millwright.Host.Configuration.Binding;

/// <summary>Durations as people write them: <c>100 ms</c>, <c>20 s</c>, <c>1 h 30 min</c>, <c>7 d</c>; <c>0</c> needs no unit.</summary>
internal static class DurationText
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("min", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond), ("us", TimeSpan.TicksPerMicrosecond),
    ];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>The pattern of the texts that are durations, for the JSON Schema.</summary>
    public const string Pattern = @"^\s*(0|\d+(\.\d+)?\s*(d|h|min|s|ms|us)(\s+\d+(\.\d+)?\s*(d|h|min|s|ms|us))*)\s*$";

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        if (rest is "0")
            return true;
        if (rest.IsEmpty)
            return false;
        double ticks = 0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0
                || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }
            rest = rest[digits..].TrimStart();
            var letters = rest.IndexOfAnyExceptInRange('a', 'z');
            var unit = (letters < 0 ? rest : rest[..letters]).ToString();
            var factor = Units.FirstOrDefault(u => u.Unit == unit).Ticks;
            if (factor == 0)
                return false;
            ticks += number * factor;
            rest = rest[unit.Length..].TrimStart();
        }
        if (ticks > TimeSpan.MaxValue.Ticks / 2)
            return false;
        duration = new((long)Math.Round(ticks));
        return true;
    }

    /// <summary>The shortest text that reads back as the same duration.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0 s";
        var text = new StringBuilder();
        var ticks = duration.Ticks;
        foreach (var (unit, factor) in Units)
        {
            var count = ticks / factor;
            if (count == 0)
                continue;
            text.Append(text.Length > 0 ? " " : "").Append(CultureInfo.InvariantCulture, $"{count} {unit}");
            ticks -= count * factor;
        }
        return text.ToString();
    }
}
