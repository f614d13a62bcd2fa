using System.Buffers.Binary;
using System.Numerics;

namespace Millwright.Flow.Files;

/// <summary>CRC-32C (Castagnoli; RFC 3720, appendix B.4) by the processor's own instruction.</summary>
public static class Crc32C
{
    /// <summary>The checksum of some bytes, from a start value that ties it to its place; 0 for none.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint start = 0)
    {
        var crc = ~start;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
