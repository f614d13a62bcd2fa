using System.Globalization;

namespace Millwright.OpcUa.Types;

/// <summary>A part of an array, matrix, string or byte string (OPC 10000-4, 7.27): <c>3</c>, <c>1:5</c>, <c>0:1,2:4</c>.</summary>
public sealed class NumericRange
{
    private const int MaxDimensions = 16;

    private readonly (int First, int Last)[] _dimensions;

    private NumericRange((int First, int Last)[] dimensions) => _dimensions = dimensions;

    /// <summary>The first and last index of each dimension, both included.</summary>
    public ReadOnlySpan<(int First, int Last)> Dimensions => _dimensions;

    /// <summary>Reads a range; an empty text is the whole value and gives null.</summary>
    /// <returns>False for text that is no range (BadIndexRangeInvalid).</returns>
    public static bool TryParse(string? text, out NumericRange? range)
    {
        range = null;
        if (string.IsNullOrEmpty(text))
            return true;
        var parts = text.Split(',');
        if (parts.Length > MaxDimensions)
            return false;
        var dimensions = new (int, int)[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!TryParseDimension(parts[i], out dimensions[i]))
                return false;
        }
        range = new NumericRange(dimensions);
        return true;
    }

    /// <summary>The part of a value that the range names; what lies past the end is left out.</summary>
    /// <returns>Good, BadIndexRangeNoData when nothing is left, BadIndexRangeInvalid when the value has other dimensions.</returns>
    public StatusCode Read(in Variant value, out Variant part) => NumericRangeSlices.Read(this, value, out part);

    /// <summary>A copy of a value with the part that the range names replaced; every index has to exist (OPC 10000-4, 5.10.4).</summary>
    /// <returns>Good, BadIndexRangeNoData, BadIndexRangeInvalid, BadIndexRangeDataMismatch or BadTypeMismatch.</returns>
    public StatusCode Write(in Variant value, in Variant part, out Variant changed) => NumericRangeSlices.Write(this, value, part, out changed);

    public override string ToString() => string.Join(',', _dimensions.Select(static d => d.First == d.Last
        ? d.First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{d.First}:{d.Last}")));

    private static bool TryParseDimension(string text, out (int First, int Last) dimension)
    {
        dimension = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            if (!TryParseIndex(text, out var only))
                return false;
            dimension = (only, only);
            return true;
        }
        if (!TryParseIndex(text.AsSpan(0, colon), out var first) || !TryParseIndex(text.AsSpan(colon + 1), out var last) || first >= last)
            return false;
        dimension = (first, last);
        return true;
    }

    private static bool TryParseIndex(ReadOnlySpan<char> text, out int index) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
