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

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Low}..{High}");
}
