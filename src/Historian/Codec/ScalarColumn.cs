using System.Numerics;
using Millwright.Model;

namespace Millwright.Historian.Codec;

/// <summary>The bits of scalars of one kind: integers as they are; floats as scaled decimals where that is exact, otherwise by their bits.</summary>
internal static class ScalarColumn
{
    private enum Form : byte
    {
        Integers = 0,
        Decimals = 1,
        Bits = 2,
    }

    public static void Encode(ByteWriter writer, TagKind kind, ReadOnlySpan<ulong> bits)
    {
        Span<long> whole = stackalloc long[bits.Length];
        if (!kind.IsFloat())
        {
            writer.WriteByte((byte)Form.Integers);
            for (var i = 0; i < bits.Length; i++)
                whole[i] = (long)bits[i];
            IntegerColumn.Encode(writer, whole);
            return;
        }
        Span<ushort> exceptions = stackalloc ushort[MaxExceptions(bits.Length)];
        var exponent = Exponent(kind, bits);
        if (exponent >= 0 && TryScale(kind, bits, ref exponent, whole, exceptions, out var exceptionCount))
            WriteDecimals(writer, bits, exponent, whole, exceptions[..exceptionCount]);
        else
            WriteBits(writer, bits, whole);
    }

    public static void Decode(ref ByteReader reader, TagKind kind, scoped Span<ulong> bits)
    {
        Span<long> whole = stackalloc long[bits.Length];
        switch ((Form)reader.ReadByte())
        {
            case Form.Integers:
                IntegerColumn.Decode(ref reader, whole);
                for (var i = 0; i < bits.Length; i++)
                    bits[i] = (ulong)whole[i];
                break;
            case Form.Decimals when kind.IsFloat():
                ReadDecimals(ref reader, kind, bits, whole);
                break;
            case Form.Bits:
                var shift = reader.ReadByte() & 63;
                IntegerColumn.Decode(ref reader, whole);
                for (var i = 0; i < bits.Length; i++)
                    bits[i] = (ulong)whole[i] << shift;
                break;
            default:
                throw new BlockDamagedException("no such form of a scalar column");
        }
    }

    private static int MaxExceptions(int count) => Math.Max(1, count / 16);

    /// <summary>The decimals that a few values spread over the column ask for; -1 when they are no decimals.</summary>
    private static int Exponent(TagKind kind, ReadOnlySpan<ulong> bits)
    {
        const int Probes = 16;
        var exponent = 0;
        var misses = 0;
        var step = Math.Max(1, bits.Length / Probes);
        for (var i = 0; i < bits.Length; i += step)
        {
            var found = DecimalScale.Find(kind, bits[i], exponent);
            if (found >= 0)
                exponent = found;
            else if (++misses > 2)
                return -1;
        }
        return exponent;
    }

    /// <summary>Scales a column, with more decimals than were guessed when too many values ask for them.</summary>
    /// <param name="kind">The kind of the floats.</param>
    /// <param name="bits">Their bits.</param>
    /// <param name="exponent">The decimals to begin with; then those that the whole numbers have.</param>
    /// <param name="whole">Takes the whole numbers.</param>
    /// <param name="exceptions">Takes the indices of those that are no decimals.</param>
    /// <param name="exceptionCount">How many they are.</param>
    private static bool TryScale(
        TagKind kind, ReadOnlySpan<ulong> bits, ref int exponent, Span<long> whole, Span<ushort> exceptions, out int exceptionCount)
    {
        exceptionCount = 0;
        var known = 0;
        for (var i = 0; i < bits.Length; i++)
        {
            if (kind == TagKind.Float64 && i >= known)
            {
                i += DecimalScale.ScaleRun(bits[i..], exponent, whole[i..]);
                // The four at which it stopped are looked at one by one.
                known = i + 4;
                if (i == bits.Length)
                    break;
            }
            if (DecimalScale.TryScale(kind, bits[i], exponent, out whole[i]))
                continue;
            if (exceptionCount == exceptions.Length)
            {
                exponent = DecimalScale.Find(kind, bits[i], exponent + 1);
                return exponent > 0 && TryScale(kind, bits, ref exponent, whole, exceptions, out exceptionCount);
            }
            exceptions[exceptionCount++] = (ushort)i;
            // The neighbour's number costs nothing in a column of differences.
            whole[i] = i > 0 ? whole[i - 1] : 0;
        }
        return true;
    }

    private static void WriteDecimals(
        ByteWriter writer, ReadOnlySpan<ulong> bits, int exponent, ReadOnlySpan<long> whole, ReadOnlySpan<ushort> exceptions)
    {
        writer.WriteByte((byte)Form.Decimals);
        writer.WriteByte((byte)exponent);
        writer.WriteVariable((ulong)exceptions.Length);
        foreach (var at in exceptions)
        {
            writer.WriteUInt16(at);
            writer.WriteUInt64(bits[at]);
        }
        IntegerColumn.Encode(writer, whole);
    }

    private static void ReadDecimals(ref ByteReader reader, TagKind kind, scoped Span<ulong> bits, scoped Span<long> whole)
    {
        var exponent = reader.ReadByte();
        if (exponent > DecimalScale.MaxExponent)
            throw new BlockDamagedException($"{exponent} decimals");
        var exceptions = reader.ReadCount(bits.Length);
        var patches = reader;
        reader.ReadBytes(exceptions * (sizeof(ushort) + sizeof(ulong)));
        IntegerColumn.Decode(ref reader, whole);
        var power = DecimalScale.Power(exponent);
        if (kind == TagKind.Float64)
        {
            if (!DecimalScale.TryRestoreRun(whole, exponent, bits))
            {
                for (var i = 0; i < bits.Length; i++)
                    bits[i] = BitConverter.DoubleToUInt64Bits(whole[i] / power);
            }
        }
        else
        {
            for (var i = 0; i < bits.Length; i++)
                bits[i] = BitConverter.SingleToUInt32Bits((float)(whole[i] / power));
        }
        for (var i = 0; i < exceptions; i++)
        {
            var at = patches.ReadUInt16();
            if (at >= bits.Length)
                throw new BlockDamagedException("an exception lies outside the column");
            bits[at] = patches.ReadUInt64();
        }
    }

    private static void WriteBits(ByteWriter writer, ReadOnlySpan<ulong> bits, Span<long> whole)
    {
        var any = 0UL;
        foreach (var value in bits)
            any |= value;
        // What was a 32-bit float once has 29 zeros at its end.
        var shift = any == 0 ? 0 : BitOperations.TrailingZeroCount(any);
        for (var i = 0; i < bits.Length; i++)
            whole[i] = (long)(bits[i] >> shift);
        writer.WriteByte((byte)Form.Bits);
        writer.WriteByte((byte)shift);
        IntegerColumn.Encode(writer, whole);
    }
}
