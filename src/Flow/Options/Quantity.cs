using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Millwright.Flow.Options;

/// <summary>A number with its unit as people write it: <c>0.2 °C</c>, <c>2 %</c>, <c>5</c>.</summary>
/// <param name="Value">The number.</param>
/// <param name="Unit">The unit's text, null where none was written.</param>
public readonly record struct Quantity(double Value, string? Unit = null)
{
    public bool IsPercent => Unit is "%" or "percent" or "pct";

    /// <summary>Reads a finite number and, after it, with or without a space, a unit.</summary>
    /// <param name="text">As written; the decimal point is a point.</param>
    /// <param name="quantity">What it says.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryParse(string? text, out Quantity quantity, [NotNullWhen(false)] out string? problem)
    {
        quantity = default;
        var trimmed = text.AsSpan().Trim();
        for (var length = trimmed.Length; length > 0; length--)
        {
            // The longest beginning that is a number: so 1e3 is a thousand and 5 e is five of something.
            if (!double.TryParse(trimmed[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                continue;
            if (!double.IsFinite(value))
                break;
            var unit = trimmed[length..].Trim();
            quantity = new(value, unit.IsEmpty ? null : unit.ToString());
            problem = null;
            return true;
        }
        problem = $"'{text}' is no number with an optional unit";
        return false;
    }

    public override string ToString() =>
        Unit is null ? Value.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Value} {Unit}");
}
