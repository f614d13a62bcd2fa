using System.Buffers.Binary;
using Millwright.Wire;

namespace Millwright.Modbus.Framing;

/// <summary>Wraps PDUs.</summary>
public static class FrameWriter
{
    /// <summary>Room for the largest frame of any framing: ASCII with 1 + 2 x 255 + 2 characters.</summary>
    public const int MaxFrameBytes = 513;

    /// <summary>Bytes of an MBAP header, unit included.</summary>
    public const int MbapHeaderBytes = 7;

    /// <summary>Where the PDU begins in a frame of the framing, for callers that build it in place; ASCII cannot.</summary>
    public static int PduOffset(ModbusFraming framing) => framing == ModbusFraming.Mbap ? MbapHeaderBytes : 1;

    /// <summary>Writes the whole frame; <paramref name="destination"/> has <see cref="MaxFrameBytes"/>. The PDU may already stand at its place in it.</summary>
    /// <returns>The frame's length.</returns>
    public static int Write(ModbusFraming framing, ushort transaction, byte unit, ReadOnlySpan<byte> pdu, Span<byte> destination) => framing switch
    {
        ModbusFraming.Mbap => WriteMbap(transaction, unit, pdu, destination),
        ModbusFraming.Rtu => WriteRtu(unit, pdu, destination),
        _ => WriteAscii(unit, pdu, destination, (byte)'\n'),
    };

    /// <summary>Writes an ASCII frame with another end character, as function 8 sub-function 3 allows.</summary>
    public static int WriteAscii(byte unit, ReadOnlySpan<byte> pdu, Span<byte> destination, byte delimiter)
    {
        destination[0] = (byte)':';
        var at = Hex(unit, destination, 1);
        foreach (var b in pdu)
            at = Hex(b, destination, at);
        at = Hex((byte)(Lrc.Compute(pdu) - unit), destination, at);
        destination[at++] = (byte)'\r';
        destination[at++] = delimiter;
        return at;
    }

    private static int WriteMbap(ushort transaction, byte unit, ReadOnlySpan<byte> pdu, Span<byte> destination)
    {
        pdu.CopyTo(destination[MbapHeaderBytes..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination, transaction);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], (ushort)(pdu.Length + 1));
        destination[6] = unit;
        return MbapHeaderBytes + pdu.Length;
    }

    private static int WriteRtu(byte unit, ReadOnlySpan<byte> pdu, Span<byte> destination)
    {
        pdu.CopyTo(destination[1..]);
        destination[0] = unit;
        var length = 1 + pdu.Length;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[length..], Crc16.Compute(destination[..length]));
        return length + 2;
    }

    private static int Hex(byte value, Span<byte> destination, int at)
    {
        destination[at] = Digit(value >> 4);
        destination[at + 1] = Digit(value & 0xF);
        return at + 2;
    }

    private static byte Digit(int nibble) => (byte)(nibble < 10 ? '0' + nibble : 'A' + nibble - 10);
}
