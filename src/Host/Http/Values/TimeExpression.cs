using System.Globalization;
using Millwright.Model;

namespace Millwright.Host.Http.Values;

/// <summary>A time in a question: ISO 8601, <c>now</c>, or <c>now-90m</c> with s, m, h, d or w.</summary>
internal static class TimeExpression
{
    private const double MaxDays = 36_500;

    public static bool TryParse(string text, Timestamp now, out Timestamp time)
    {
        time = now;
        if (text == "now")
            return true;
        if (!text.StartsWith("now-", StringComparison.Ordinal))
            return text.Length <= 40 && Timestamp.TryParse(text, out time);
        var days = text.Length < 6 ? 0 : text[^1] switch
        {
            's' => 1 / 86_400.0,
            'm' => 1 / 1_440.0,
            'h' => 1 / 24.0,
            'd' => 1,
            'w' => 7,
            _ => 0,
        };
        if (days == 0 || !double.TryParse(text.AsSpan(4, text.Length - 5), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            return false;
        if (!(count * days <= MaxDays))
            return false;
        time = now - TimeSpan.FromDays(count * days);
        return true;
    }
}
