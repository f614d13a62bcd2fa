using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Millwright.Modbus.Messages;

/// <summary>Registers on the wire: two bytes each, high byte first.</summary>
public static class PackedRegisters
{
    /// <summary>Decodes as many registers as <paramref name="registers"/> has room for; <paramref name="packed"/> must hold them.</summary>
    public static void Unpack(ReadOnlySpan<byte> packed, Span<ushort> registers)
    {
        packed[..(registers.Length * 2)].CopyTo(MemoryMarshal.AsBytes(registers));
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(registers, registers);
    }

    /// <summary>Encodes all registers.</summary>
    public static void Pack(ReadOnlySpan<ushort> registers, Span<byte> packed)
    {
        for (var i = 0; i < registers.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(packed[(i * 2)..], registers[i]);
    }
}
