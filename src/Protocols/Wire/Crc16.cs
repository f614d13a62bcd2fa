using System.Buffers.Binary;

namespace Millwright.Wire;

/// <summary>
/// CRC-16/MODBUS: polynomial 0x8005 reflected (0xA001), start 0xFFFF, no final XOR; sent low byte first
/// (MODBUS over Serial Line 1.02, 2.5.1.2 and appendix B).
/// </summary>
public static class Crc16
{
    private const ushort Polynomial = 0xA001;

    /// <summary>The value to start an <see cref="Append"/> chain with.</summary>
    public const ushort Start = 0xFFFF;

    // Eight tables, so that eight bytes cost eight look-ups without a chain between them.
    private static readonly ushort[] Tables = BuildTables();

    /// <summary>The checksum of the whole span.</summary>
    public static ushort Compute(ReadOnlySpan<byte> bytes) => Append(Start, bytes);

    /// <summary>Continues a checksum over further bytes.</summary>
    public static ushort Append(ushort crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ushort> tables = Tables;
        while (bytes.Length >= 8)
        {
            var block = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = (ushort)(tables[(7 * 256) + (int)(block & 0xFF)]
                ^ tables[(6 * 256) + (int)((block >> 8) & 0xFF)]
                ^ tables[(5 * 256) + (int)((block >> 16) & 0xFF)]
                ^ tables[(4 * 256) + (int)((block >> 24) & 0xFF)]
                ^ tables[(3 * 256) + (int)((block >> 32) & 0xFF)]
                ^ tables[(2 * 256) + (int)((block >> 40) & 0xFF)]
                ^ tables[256 + (int)((block >> 48) & 0xFF)]
                ^ tables[(int)(block >> 56)]);
            bytes = bytes[8..];
        }
        foreach (var b in bytes)
            crc = (ushort)(tables[(byte)(crc ^ b)] ^ (crc >> 8));
        return crc;
    }

    /// <summary>Whether the last two bytes of a frame are the checksum of the bytes before them.</summary>
    public static bool IsValid(ReadOnlySpan<byte> frame) =>
        frame.Length > 2 && Compute(frame[..^2]) == BinaryPrimitives.ReadUInt16LittleEndian(frame[^2..]);

    private static ushort[] BuildTables()
    {
        var tables = new ushort[8 * 256];
        for (var i = 0; i < 256; i++)
        {
            var crc = (ushort)i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (ushort)((crc >> 1) ^ Polynomial) : (ushort)(crc >> 1);
            tables[i] = crc;
        }
        for (var i = 256; i < tables.Length; i++)
        {
            var previous = tables[i - 256];
            tables[i] = (ushort)(tables[(byte)previous] ^ (previous >> 8));
        }
        return tables;
    }
}
