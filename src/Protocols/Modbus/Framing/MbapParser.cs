using System.Buffers.Binary;
using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Framing;

internal static class MbapParser
{
    public static FoundFrame Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 4 && BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) != 0)
            return FoundFrame.Lost(bytes.Length);
        if (bytes.Length < 6)
            return FoundFrame.Short;
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (length is < 2 or > ModbusLimits.MaxPduBytes + 1)
            return FoundFrame.Lost(bytes.Length);
        if (bytes.Length < 6 + length)
            return FoundFrame.Short;
        return new FoundFrame(
            FrameStatus.Complete, 6 + length, BinaryPrimitives.ReadUInt16BigEndian(bytes), bytes[6], FrameWriter.MbapHeaderBytes, length - 1);
    }
}
