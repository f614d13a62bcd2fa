using System.IO.Compression;

namespace Millwright.Historian.Codec;

/// <summary>Strings, byte strings and arrays compressed with Brotli (RFC 7932) where that saves at least an eighth.</summary>
/// <remarks>Packed numbers are not: eight bits of them are no letters that come again.</remarks>
internal static class PackedBytes
{
    /// <summary>Less is not worth the attempt.</summary>
    private const int MinBytes = 256;

    /// <summary>What compresses further is left as it is, so that a damaged length cannot ask for much more memory than there are bytes.</summary>
    private const int MaxRatio = 32;

    private const int Quality = 4;
    private const int Window = 18;

    /// <summary>Puts the compressed bytes in the place of those at the end of a writer.</summary>
    /// <param name="writer">What was written.</param>
    /// <param name="from">Where the bytes begin.</param>
    /// <returns>False when that does not pay; nothing changed.</returns>
    public static bool TryPack(ByteWriter writer, int from)
    {
        var plain = writer.Written[from..];
        if (plain.Length < MinBytes)
            return false;
        var limit = plain.Length - (plain.Length / 8) - 5;
        var packed = new byte[limit];
        if (!BrotliEncoder.TryCompress(plain, packed, out var length, Quality, Window) || plain.Length > length * MaxRatio)
            return false;
        var plainLength = plain.Length;
        writer.CutTo(from);
        writer.WriteVariable((ulong)plainLength);
        writer.WriteBytes(packed.AsSpan(0, length));
        return true;
    }

    /// <exception cref="BlockDamagedException">It is not what <see cref="TryPack"/> made.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        var length = reader.ReadCount(BlockCodec.MaxBytes);
        var packed = reader.ReadBytes(reader.Remaining);
        if (length > (long)packed.Length * MaxRatio)
            throw new BlockDamagedException("compressed values claim to be too many");
        var plain = new byte[length];
        return BrotliDecoder.TryDecompress(packed, plain, out var written) && written == length
            ? plain
            : throw new BlockDamagedException("compressed values do not unpack");
    }
}
