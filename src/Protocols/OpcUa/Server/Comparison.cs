using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Compares values of where clauses; numbers of different types as numbers. Null when they cannot be compared.</summary>
internal static class Comparison
{
    public static bool? AreEqual(in Variant one, in Variant other)
    {
        if (one.IsNull || other.IsNull)
            return null;
        return Order(one, other) is { } order ? order == 0 : one == other;
    }

    public static int? Order(in Variant one, in Variant other)
    {
        if (!one.IsScalar || !other.IsScalar)
            return null;
        if (one.TryGetInteger(out var left) && other.TryGetInteger(out var right))
            return left.CompareTo(right);
        if (one.TryGetNumber(out var leftNumber) && other.TryGetNumber(out var rightNumber))
            return double.IsNaN(leftNumber) || double.IsNaN(rightNumber) ? null : leftNumber.CompareTo(rightNumber);
        if (one.Type == BuiltInType.DateTime && other.Type == BuiltInType.DateTime)
            return one.AsDateTime().CompareTo(other.AsDateTime());
        return TextOf(one) is { } text && TextOf(other) is { } second ? string.CompareOrdinal(text, second) : null;
    }

    /// <summary>The text of a string or localized text; null for other types.</summary>
    public static string? TextOf(in Variant value) => value.IsScalar
        ? value.Type switch
        {
            BuiltInType.String => value.AsString(),
            BuiltInType.LocalizedText => value.AsLocalizedText().Text,
            _ => null,
        }
        : null;
}
