using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Millwright.Historian.Codec;

/// <summary>Numbers of one width side by side, lowest bit first, without gaps.</summary>
internal static class BitPacking
{
    /// <summary>The widest number that one unaligned 64-bit read always holds.</summary>
    private const int MaxSingleReadWidth = 57;

    public static int ByteCount(int count, int width) => (int)(((long)count * width + 7) / 8);

    public static void Pack(ReadOnlySpan<ulong> values, int width, Span<byte> packed)
    {
        if (width == 0)
            return;
        var word = 0UL;
        var filled = 0;
        var at = 0;
        foreach (var value in values)
        {
            word |= value << filled;
            filled += width;
            if (filled < 64)
                continue;
            BinaryPrimitives.WriteUInt64LittleEndian(packed[at..], word);
            at += sizeof(ulong);
            filled -= 64;
            word = filled == 0 ? 0 : value >> (width - filled);
        }
        for (; filled > 0; filled -= 8, word >>= 8)
            packed[at++] = (byte)word;
    }

    /// <summary>Reads <c>values.Length</c> numbers, each plus <paramref name="reference"/>, wrapping.</summary>
    /// <param name="packed">Exactly <see cref="ByteCount"/> bytes.</param>
    /// <param name="width">0 to 64.</param>
    /// <param name="reference">What was subtracted from each.</param>
    /// <param name="values">The numbers.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, int width, long reference, Span<long> values)
    {
        if (packed.Length != ByteCount(values.Length, width))
            throw new BlockDamagedException("packed numbers have the wrong length");
        if (width == 0)
        {
            values.Fill(reference);
            return;
        }
        var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        var whole = 0;
        if (width <= MaxSingleReadWidth && BitConverter.IsLittleEndian && packed.Length >= sizeof(ulong))
        {
            // The last start byte whose eight bytes lie inside bounds the loop, so that it needs no check of its own.
            whole = (int)Math.Min(values.Length, ((packed.Length - sizeof(ulong)) * 8L / width) + 1);
            ref var first = ref MemoryMarshal.GetReference(packed);
            var done = Avx2.IsSupported ? UnpackFours(ref first, width, mask, reference, values[..whole]) : 0;
            var bit = done * width;
            for (var i = done; i < whole; i++, bit += width)
            {
                var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, bit >> 3));
                values[i] = (long)((word >> (bit & 7)) & mask) + reference;
            }
        }
        for (var i = whole; i < values.Length; i++)
            values[i] = (long)(ReadSlow(packed, (long)i * width, width) & mask) + reference;
    }

    /// <summary>Four numbers at a time, as many as there are whole fours.</summary>
    private static int UnpackFours(ref byte packed, int width, ulong mask, long reference, Span<long> values)
    {
        var masks = Vector256.Create(mask);
        var references = Vector256.Create(reference);
        var bits = Vector256.Create(0L, width, 2L * width, 3L * width);
        var step = Vector256.Create(4L * width);
        var low = Vector256.Create(7L);
        ref var to = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i + 4 <= values.Length; i += 4)
        {
            var starts = Vector256.ShiftRightLogical(bits, 3);
            var words = Vector256.Create(
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref packed, (nint)starts[0])),
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref packed, (nint)starts[1])),
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref packed, (nint)starts[2])),
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref packed, (nint)starts[3])));
            var numbers = Avx2.ShiftRightLogicalVariable(words, (bits & low).AsUInt64()) & masks;
            (numbers.AsInt64() + references).StoreUnsafe(ref to, (nuint)i);
            bits += step;
        }
        return i;
    }

    private static ulong ReadSlow(ReadOnlySpan<byte> packed, long bit, int width)
    {
        var at = (int)(bit >> 3);
        var shift = (int)(bit & 7);
        var value = (ulong)packed[at++] >> shift;
        for (var have = 8 - shift; have < width; have += 8)
            value |= (ulong)packed[at++] << have;
        return value;
    }
}
