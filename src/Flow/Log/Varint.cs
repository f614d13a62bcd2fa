namespace Millwright.Flow.Log;

/// <summary>Unsigned integers in 7-bit groups, low group first, the top bit saying that more follow; at most 10 bytes.</summary>
internal static class Varint
{
    public const int MaxBytes = 10;

    public static int Write(Span<byte> into, ulong value)
    {
        var at = 0;
        while (value >= 0x80)
        {
            into[at++] = (byte)(value | 0x80);
            value >>= 7;
        }
        into[at++] = (byte)value;
        return at;
    }

    /// <summary>Reads a number; false when the bytes end too soon or it has more than 64 bits.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < bytes.Length && i < MaxBytes; i++)
        {
            var b = bytes[i];
            if (i == MaxBytes - 1 && b > 1)
                return false;
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }
        return false;
    }

    /// <summary>Reads a number; false also when it is above <paramref name="max"/>.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> bytes, int max, out int value)
    {
        var good = TryRead(ref bytes, out var number) && number <= (ulong)max;
        value = good ? (int)number : 0;
        return good;
    }

    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
