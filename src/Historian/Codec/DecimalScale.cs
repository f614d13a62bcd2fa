using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Scales doubles four at a time as long as all four come back exactly.</summary>
    /// <param name="bits">The doubles.</param>
    /// <param name="exponent">The decimals.</param>
    /// <param name="whole">Takes the whole numbers.</param>
    /// <returns>How many were scaled, from the first on.</returns>
    public static int ScaleRun(ReadOnlySpan<ulong> bits, int exponent, Span<long> whole)
    {
        // Adding it rounds a double below 2^51 to a whole number, which then stands in the low bits.
        const double Rounder = 6755399441055744.0;
        var power = Vector256.Create(Powers[exponent]);
        var rounder = Vector256.Create(Rounder);
        var limit = Vector256.Create(MaxWhole);
        var done = 0;
        for (; done + 4 <= bits.Length; done += 4)
        {
            var value = Vector256.LoadUnsafe(in MemoryMarshal.GetReference(bits), (nuint)done);
            var scaled = value.AsDouble() * power;
            var shifted = scaled + rounder;
            var rounded = shifted - rounder;
            if (!Vector256.LessThanAll(Vector256.Abs(rounded), limit) || (rounded / power).AsUInt64() != value)
                break;
            (shifted.AsInt64() - rounder.AsInt64()).StoreUnsafe(ref MemoryMarshal.GetReference(whole), (nuint)done);
        }
        return done;
    }

    /// <summary>The doubles of whole numbers below 2^51 and above -2^51; of others nothing sensible.</summary>
    /// <returns>False when a number is out of that range.</returns>
    public static bool TryRestoreRun(ReadOnlySpan<long> whole, int exponent, Span<ulong> bits)
    {
        const double Rounder = 6755399441055744.0;
        var power = Vector256.Create(Powers[exponent]);
        var rounder = Vector256.Create(Rounder);
        var limit = Vector256.Create(1L << 51);
        var inside = Vector256<long>.AllBitsSet;
        var i = 0;
        for (; i + 4 <= whole.Length; i += 4)
        {
            var number = Vector256.LoadUnsafe(in MemoryMarshal.GetReference(whole), (nuint)i);
            inside &= Vector256.LessThan(number, limit) & Vector256.GreaterThan(number, -limit);
            var value = (number + rounder.AsInt64()).AsDouble() - rounder;
            (value / power).AsUInt64().StoreUnsafe(ref MemoryMarshal.GetReference(bits), (nuint)i);
        }
        for (; i < whole.Length; i++)
            bits[i] = BitConverter.DoubleToUInt64Bits(whole[i] / Powers[exponent]);
        return inside == Vector256<long>.AllBitsSet;
    }
}
