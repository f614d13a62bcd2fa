using Millwright.Model;

namespace Millwright.Historian.Codec;

/// <summary>Floats that are decimal numbers of few digits, as the integers they are when shifted by a power of ten.</summary>
internal static class DecimalScale
{
    /// <summary>The largest number of decimals looked for; 10^10 and all integers below 2^53 are exact doubles.</summary>
    public const int MaxExponent = 10;

    /// <summary>Below 2^51 a double still rounds to a whole number by itself.</summary>
    private const double MaxWhole = 1L << 51;

    private static ReadOnlySpan<double> Powers => [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10];

    /// <summary>The whole number that <see cref="Restore"/> turns back into exactly these bits.</summary>
    public static bool TryScale(TagKind kind, ulong bits, int exponent, out long whole)
    {
        var value = kind == TagKind.Float64 ? BitConverter.UInt64BitsToDouble(bits) : BitConverter.UInt32BitsToSingle((uint)bits);
        var scaled = Math.Round(value * Powers[exponent]);
        if (!(Math.Abs(scaled) < MaxWhole))
        {
            whole = 0;
            return false;
        }
        whole = (long)scaled;
        return Restore(kind, whole, exponent) == bits;
    }

    public static ulong Restore(TagKind kind, long whole, int exponent)
    {
        var value = whole / Powers[exponent];
        return kind == TagKind.Float64 ? BitConverter.DoubleToUInt64Bits(value) : BitConverter.SingleToUInt32Bits((float)value);
    }

    public static double Power(int exponent) => Powers[exponent];

    /// <summary>The fewest decimals, not fewer than <paramref name="atLeast"/>, that hold a value; -1 when none do.</summary>
    public static int Find(TagKind kind, ulong bits, int atLeast)
    {
        for (var exponent = atLeast; exponent <= MaxExponent; exponent++)
        {
            if (TryScale(kind, bits, exponent, out _))
                return exponent;
        }
        return -1;
    }
}
