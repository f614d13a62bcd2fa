using System.Globalization;
using Millwright.Model;

namespace Millwright.Host.Http.Values;

/// <summary>A value as a person reads it: with the tag's decimals, its unit, or the word of its state.</summary>
internal static class ValueText
{
    public static string Format(TagDefinition tag, TagValue value)
    {
        if (value.IsNone)
            return "–";
        if (tag.States is { } states && (value.Kind.IsInteger() || value.Kind == TagKind.Boolean) && states.TryGetValue((long)value.Bits, out var word))
            return word;
        if (!value.Kind.IsNumeric())
            return value.ToString();
        var number = Number(tag, value);
        return tag.Unit is { Symbol.Length: > 0 } unit ? number + (unit.Symbol == "°" ? "" : " ") + unit.Symbol : number;
    }

    private static string Number(TagDefinition tag, TagValue value)
    {
        if (!value.Kind.IsFloat())
            return value.ToString();
        var number = value.ToDouble();
        if (!double.IsFinite(number))
            return double.IsNaN(number) ? "NaN" : number > 0 ? "∞" : "-∞";
        return number.ToString(tag.Decimals is { } decimals ? "F" + decimals.ToString(CultureInfo.InvariantCulture) : "G7", CultureInfo.InvariantCulture);
    }
}
