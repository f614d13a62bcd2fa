namespace Millwright.Modbus.Messages;

/// <summary>Coils and discrete inputs, packed eight a byte, the lowest address in the lowest bit.</summary>
public static class PackedBits
{
    /// <summary>Bytes that hold <paramref name="count"/> bits.</summary>
    public static int Bytes(int count) => (count + 7) / 8;

    /// <summary>Unpacks as many bits as <paramref name="bits"/> has room for; <paramref name="packed"/> must hold them.</summary>
    public static void Unpack(ReadOnlySpan<byte> packed, Span<bool> bits)
    {
        for (var i = 0; i < bits.Length; i++)
            bits[i] = (packed[i >> 3] & (1 << (i & 7))) != 0;
    }

    /// <summary>Packs all bits; unused bits of the last byte become 0.</summary>
    public static void Pack(ReadOnlySpan<bool> bits, Span<byte> packed)
    {
        packed[..Bytes(bits.Length)].Clear();
        for (var i = 0; i < bits.Length; i++)
        {
            if (bits[i])
                packed[i >> 3] |= (byte)(1 << (i & 7));
        }
    }
}
