using System.Globalization;
using Millwright.Model;

namespace Millwright.Historian.Values;

/// <summary>Makes a value of a tag's kind of what a foreign file has, only where that says the same.</summary>
public static class ValueFitting
{
    /// <summary>The value in another kind: texts are read, numbers must fit without being rounded; a float of 32 bits takes the nearest.</summary>
    /// <returns>False when it would be another value.</returns>
    public static bool TryFit(in TagValue value, TagKind kind, out TagValue fitted)
    {
        fitted = value;
        if (value.Kind == kind)
            return true;
        fitted = TagValue.None;
        if (value.IsNone || !kind.IsScalar() || !value.Kind.IsScalar())
            return TryFitText(value, kind, out fitted);
        if (!value.TryConvert(kind, out var converted))
            return false;
        if (kind == TagKind.Boolean && value.ToDouble() is not (0 or 1))
            return false;
        var isSame = kind == TagKind.Float32
            ? float.IsFinite((float)converted.ToDouble()) == double.IsFinite(value.ToDouble())
            : converted.TryConvert(value.Kind, out var back) && (back == value || (value.Kind.IsFloat() && back.ToDouble().Equals(value.ToDouble() + 0)));
        if (isSame)
            fitted = converted;
        return isSame;
    }

    /// <summary>A number as programs write it, with a point; NaN and infinities in their usual spellings.</summary>
    public static bool TryNumber(string text, out double number)
    {
        var word = text.AsSpan().Trim();
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
            return true;
        var isNegative = word.StartsWith("-");
        var bare = isNegative || word.StartsWith("+") ? word[1..] : word;
        if (bare.Equals("nan", StringComparison.OrdinalIgnoreCase))
            number = double.NaN;
        else if (bare.Equals("inf", StringComparison.OrdinalIgnoreCase) || bare.Equals("infinity", StringComparison.OrdinalIgnoreCase))
            number = isNegative ? double.NegativeInfinity : double.PositiveInfinity;
        else
            return false;
        return true;
    }

    private static bool TryFitText(in TagValue value, TagKind kind, out TagValue fitted)
    {
        fitted = TagValue.None;
        if (kind == TagKind.String && value.Kind.IsScalar() && !value.IsNone)
        {
            fitted = TagValue.Of(value.ToString());
            return true;
        }
        if (value.Kind != TagKind.String || !kind.IsScalar() || kind == TagKind.None)
            return false;
        var text = value.AsString().Trim();
        if (kind == TagKind.Boolean && bool.TryParse(text, out var flag))
        {
            fitted = TagValue.Of(flag);
            return true;
        }
        // Whole numbers by themselves: a double would round the longest.
        if (kind.IsInteger() && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed))
            return TryFit(TagValue.Of(signed), kind, out fitted);
        if (kind == TagKind.UInt64 && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned))
        {
            fitted = TagValue.Of(unsigned);
            return true;
        }
        return TryNumber(text, out var number) && TryFit(TagValue.Of(number), kind, out fitted);
    }
}
