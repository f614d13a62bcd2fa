using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>
/// One scalar as a code byte, which says kind, form and length, and 0 to 8 bytes. A value needs no earlier one to be read, so damage
/// never spreads.
/// </summary>
/// <remarks>
/// Codes: <c>kind * 9 + length</c> for plain values (kinds 0 to 11); <c>108 + decimals * 9 + length</c> for a Float64 that is an integer
/// divided by 10 to the decimals (0 to 5); <c>162 + decimals * 9 + length</c> for such a Float32 (0 to 3). Signed integers and decimals are
/// zigzag, a plain Float64 leaves out its low zero bytes, all others their high ones. See docs/log-format.md.
/// </remarks>
internal static class ScalarCodec
{
    public const int MaxBytes = 9;
    public const byte FirstObjectCode = FirstDecimal32 + (MaxDecimals32 + 1) * Lengths;

    private const int Lengths = 9;
    private const int FirstDecimal64 = ((int)TagKind.Float64 + 1) * Lengths;
    private const int MaxDecimals64 = 5;
    private const int FirstDecimal32 = FirstDecimal64 + (MaxDecimals64 + 1) * Lengths;
    private const int MaxDecimals32 = 3;

    // Up to here a double holds every integer, so that dividing gives the value that was read as decimal text.
    private const double MaxScaled64 = 1L << 52;
    // Four bytes are what the plain form takes.
    private const double MaxScaled32 = 1 << 22;
    private const byte Undecided = 0;
    private const byte NotDecimal = 0x80;

    private static ReadOnlySpan<double> Powers => [1, 10, 100, 1_000, 10_000, 100_000];

    /// <summary>Writes one scalar; there must be room for <see cref="MaxBytes"/>.</summary>
    /// <param name="kind">A scalar kind.</param>
    /// <param name="bits">Its bits, see <see cref="TagValue.Bits"/>.</param>
    /// <param name="hint">What the last value of the tag was found to be; 0 at first. It changes the size at most, never the meaning.</param>
    /// <param name="into">Where to.</param>
    public static int Encode(TagKind kind, ulong bits, ref byte hint, Span<byte> into) => kind switch
    {
        TagKind.Float64 => EncodeFloat64(bits, ref hint, into),
        TagKind.Float32 => EncodeFloat32(bits, ref hint, into),
        TagKind.Int8 or TagKind.Int16 or TagKind.Int32 or TagKind.Int64 => Put((int)kind * Lengths, Varint.ZigZag((long)bits), into),
        _ => Put((int)kind * Lengths, bits, into),
    };

    /// <summary>Reads one scalar whose code is below <see cref="FirstObjectCode"/>.</summary>
    public static bool TryDecode(byte code, ref ReadOnlySpan<byte> bytes, out TagKind kind, out ulong bits)
    {
        var group = code / Lengths;
        var length = code - group * Lengths;
        kind = TagKind.None;
        bits = 0;
        if (bytes.Length < length)
            return false;
        var raw = Get(bytes, length);
        bytes = bytes[length..];
        if (code >= FirstDecimal64)
            return DecodeDecimal(group, raw, out kind, out bits);
        kind = (TagKind)group;
        bits = kind switch
        {
            TagKind.Float64 => length == 0 ? 0 : raw << (64 - 8 * length),
            TagKind.Int8 or TagKind.Int16 or TagKind.Int32 or TagKind.Int64 => (ulong)Varint.UnZigZag(raw),
            _ => raw,
        };
        return true;
    }

    private static bool DecodeDecimal(int group, ulong raw, out TagKind kind, out ulong bits)
    {
        var scaled = (double)Varint.UnZigZag(raw);
        var decimals = group - FirstDecimal64 / Lengths;
        if (decimals <= MaxDecimals64)
        {
            kind = TagKind.Float64;
            bits = BitConverter.DoubleToUInt64Bits(scaled / Powers[decimals]);
        }
        else
        {
            kind = TagKind.Float32;
            bits = BitConverter.SingleToUInt32Bits((float)(scaled / Powers[decimals - MaxDecimals64 - 1]));
        }
        return true;
    }

    private static int EncodeFloat64(ulong bits, ref byte hint, Span<byte> into)
    {
        if (IsDecimalWorthTrying(ref hint))
        {
            var value = BitConverter.UInt64BitsToDouble(bits);
            int decimals = hint;
            if (IsDecimal64(value, bits, decimals, out var scaled) || TryFindDecimals64(value, bits, ref hint, out scaled))
                return Put(FirstDecimal64 + hint * Lengths, Varint.ZigZag(scaled), into);
        }
        var zeroBytes = bits == 0 ? 8 : BitOperations.TrailingZeroCount(bits) >> 3;
        var length = 8 - zeroBytes;
        into[0] = (byte)((int)TagKind.Float64 * Lengths + length);
        BinaryPrimitives.WriteUInt64LittleEndian(into[1..], zeroBytes == 8 ? 0 : bits >> (8 * zeroBytes));
        return 1 + length;
    }

    private static int EncodeFloat32(ulong bits, ref byte hint, Span<byte> into)
    {
        if (bits <= uint.MaxValue && IsDecimalWorthTrying(ref hint))
        {
            var value = BitConverter.UInt32BitsToSingle((uint)bits);
            if (hint <= MaxDecimals32 && IsDecimal32(value, (uint)bits, hint, out var scaled))
                return Put(FirstDecimal32 + hint * Lengths, Varint.ZigZag(scaled), into);
            for (byte decimals = 0; decimals <= MaxDecimals32; decimals++)
            {
                if (!IsDecimal32(value, (uint)bits, decimals, out scaled))
                    continue;
                hint = decimals;
                return Put(FirstDecimal32 + decimals * Lengths, Varint.ZigZag(scaled), into);
            }
            hint = NotDecimal;
        }
        return Put((int)TagKind.Float32 * Lengths, bits, into);
    }

    // A tag whose last value was no short decimal is asked again after 15 more, so that full-precision values cost nothing.
    private static bool IsDecimalWorthTrying(ref byte hint)
    {
        if (hint < NotDecimal)
            return true;
        hint++;
        if (hint < NotDecimal + 16)
            return false;
        hint = Undecided;
        return true;
    }

    private static bool TryFindDecimals64(double value, ulong bits, ref byte hint, out long scaled)
    {
        for (byte decimals = 0; decimals <= MaxDecimals64; decimals++)
        {
            if (!IsDecimal64(value, bits, decimals, out scaled))
                continue;
            hint = decimals;
            return true;
        }
        hint = NotDecimal;
        scaled = 0;
        return false;
    }

    // Compares bits, and its conversion needs no saturation below the limit: -0, NaN and infinities are never short decimals.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDecimal64(double value, ulong bits, int decimals, out long scaled)
    {
        var power = Powers[decimals];
        var product = Math.Round(value * power);
        scaled = 0;
        if (!(Math.Abs(product) <= MaxScaled64))
            return false;
        scaled = double.ConvertToIntegerNative<long>(product);
        return BitConverter.DoubleToUInt64Bits(scaled / power) == bits;
    }

    private static bool IsDecimal32(float value, uint bits, int decimals, out long scaled)
    {
        var power = Powers[decimals];
        var product = Math.Round(value * power);
        scaled = 0;
        if (!(Math.Abs(product) <= MaxScaled32))
            return false;
        scaled = double.ConvertToIntegerNative<long>(product);
        return BitConverter.SingleToUInt32Bits((float)(scaled / power)) == bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Put(int firstCode, ulong raw, Span<byte> into)
    {
        var length = (71 - BitOperations.LeadingZeroCount(raw)) >> 3;
        into[0] = (byte)(firstCode + length);
        BinaryPrimitives.WriteUInt64LittleEndian(into[1..], raw);
        return 1 + length;
    }

    private static ulong Get(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length >= sizeof(ulong))
        {
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            return length == sizeof(ulong) ? eight : eight & ((1UL << (8 * length)) - 1);
        }
        var raw = 0UL;
        for (var i = 0; i < length; i++)
            raw |= (ulong)bytes[i] << (8 * i);
        return raw;
    }
}
