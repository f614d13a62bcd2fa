using System.Globalization;
using System.Text.Json;
using Millwright.Model;

namespace Millwright.Drivers.Payloads;

/// <summary>Reads the time of a sample out of its payload. Any input is read or refused.</summary>
internal static class PayloadTime
{
    private const decimal TicksPerSecond = TimeSpan.TicksPerSecond;
    private const decimal EpochTicks = 621_355_968_000_000_000;

    // Between these sizes lie the years 1973 to 5138, whatever the unit.
    private const decimal MostSeconds = 100_000_000_000;
    private const decimal MostMilliseconds = MostSeconds * 1_000;
    private const decimal MostMicroseconds = MostMilliseconds * 1_000;

    public static bool TryRead(JsonElement element, TimeFormat format, out Timestamp time)
    {
        time = default;
        return element.ValueKind switch
        {
            JsonValueKind.Number => TryRead(element.GetRawText(), format, out time),
            JsonValueKind.String => TryRead(element.GetString()!, format, out time),
            _ => false,
        };
    }

    public static bool TryRead(string text, TimeFormat format, out Timestamp time)
    {
        time = default;
        if (format != TimeFormat.Iso && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return TryFromEpoch(number, format == TimeFormat.Auto ? UnitOf(number) : format, out time);
        return format is TimeFormat.Auto or TimeFormat.Iso && Timestamp.TryParse(text, out time) && !time.IsNone;
    }

    private static TimeFormat UnitOf(decimal number) => Math.Abs(number) switch
    {
        < MostSeconds => TimeFormat.S,
        < MostMilliseconds => TimeFormat.Ms,
        < MostMicroseconds => TimeFormat.Us,
        _ => TimeFormat.Ns,
    };

    private static bool TryFromEpoch(decimal number, TimeFormat unit, out Timestamp time)
    {
        time = default;
        var perSecond = unit switch { TimeFormat.S => 1m, TimeFormat.Ms => 1e3m, TimeFormat.Us => 1e6m, _ => 1e9m };
        // Beyond the years that a timestamp has; checked before the multiplication could overflow.
        if (Math.Abs(number) > MostSeconds * perSecond * 10)
            return false;
        var ticks = (number / perSecond * TicksPerSecond) + EpochTicks;
        if (ticks < 1 || ticks > Timestamp.MaxValue.Ticks)
            return false;
        time = new((long)ticks);
        return true;
    }
}
