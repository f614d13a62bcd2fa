using System.Globalization;
using System.Text.Json.Nodes;

namespace Millwright.Host.Cli;

/// <summary>An age in two figures or so: <c>0.4 s</c>, <c>12 s</c>, <c>3 min</c>, <c>2 h</c>, <c>5 d</c>.</summary>
internal static class AgeText
{
    public static string Format(JsonNode? milliseconds)
    {
        if (milliseconds is null)
            return "-";
        var seconds = (double)milliseconds / 1000;
        return seconds switch
        {
            < 10 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, seconds):0.0} s"),
            < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
            < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
            < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0} h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:0} d"),
        };
    }
}
