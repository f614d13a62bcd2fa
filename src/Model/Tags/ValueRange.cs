using System.Globalization;

namespace Millwright.Model;

/// <summary>A closed range of numbers.</summary>
/// <param name="Low">The least allowed value.</param>
/// <param name="High">The greatest allowed value, at least <paramref name="Low"/>.</param>
public readonly record struct ValueRange(double Low, double High)
{
    /// <summary>True for values inside; never for NaN.</summary>
    public bool Contains(double value) => value >= Low && value <= High;

    public double Span => High - Low;

    /// <summary>Reads <c>0..120</c>; the low end comes first.</summary>
    public static bool TryParse(string? text, out ValueRange range)
    {
        range = default;
        var at = text?.IndexOf("..", StringComparison.Ordinal) ?? -1;
        if (at <= 0
            || !double.TryParse(text.AsSpan(0, at), NumberStyles.Float, CultureInfo.InvariantCulture, out var low)
            || !double.TryParse(text.AsSpan(at + 2), NumberStyles.Float, CultureInfo.InvariantCulture, out var high)
            || !(low <= high))
        {
            return false;
        }
        range = new(low, high);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Low}..{High}");
}
