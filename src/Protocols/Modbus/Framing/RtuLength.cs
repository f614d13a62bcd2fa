using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Framing;

/// <summary>How long an RTU frame is, told from its first bytes. Lengths include unit and CRC.</summary>
internal static class RtuLength
{
    /// <summary>More bytes are needed to tell.</summary>
    public const int NotYetKnown = 0;

    /// <summary>The function says nothing about its length; try the checksum at every length.</summary>
    public const int Unknown = -1;

    /// <summary>The largest RTU frame (MODBUS over Serial Line 1.02, 2.5.1).</summary>
    public const int MaxFrameBytes = 256;

    public const int MinFrameBytes = 4;

    public static int OfRequest(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 2)
            return NotYetKnown;
        return (ModbusFunction)frame[1] switch
        {
            >= ModbusFunction.ReadCoils and <= ModbusFunction.WriteSingleRegister => 8,
            ModbusFunction.ReadExceptionStatus or ModbusFunction.GetCommEventCounter or ModbusFunction.GetCommEventLog or ModbusFunction.ReportServerId => 4,
            ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters => Counted(frame, 6, 9),
            ModbusFunction.ReadFileRecord or ModbusFunction.WriteFileRecord => Counted(frame, 2, 5),
            ModbusFunction.MaskWriteRegister => 10,
            ModbusFunction.ReadWriteMultipleRegisters => Counted(frame, 10, 13),
            ModbusFunction.ReadFifoQueue => 6,
            ModbusFunction.EncapsulatedInterface => frame.Length < 3 ? NotYetKnown : frame[2] == IdentificationRequest.MeiType ? 7 : Unknown,
            _ => Unknown,
        };
    }

    public static int OfResponse(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 2)
            return NotYetKnown;
        if ((frame[1] & ModbusLimits.ExceptionFlag) != 0)
            return 5;
        return (ModbusFunction)frame[1] switch
        {
            >= ModbusFunction.ReadCoils and <= ModbusFunction.ReadInputRegisters => Counted(frame, 2, 5),
            ModbusFunction.GetCommEventLog or ModbusFunction.ReportServerId or ModbusFunction.ReadFileRecord
                or ModbusFunction.WriteFileRecord or ModbusFunction.ReadWriteMultipleRegisters => Counted(frame, 2, 5),
            ModbusFunction.WriteSingleCoil or ModbusFunction.WriteSingleRegister or ModbusFunction.GetCommEventCounter
                or ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters => 8,
            ModbusFunction.ReadExceptionStatus => 5,
            ModbusFunction.MaskWriteRegister => 10,
            ModbusFunction.ReadFifoQueue => frame.Length < 4 ? NotYetKnown : 6 + ((frame[2] << 8) | frame[3]),
            ModbusFunction.EncapsulatedInterface => OfIdentification(frame),
            _ => Unknown,
        };
    }

    private static int Counted(ReadOnlySpan<byte> frame, int countAt, int others) =>
        frame.Length <= countAt ? NotYetKnown : others + frame[countAt];

    private static int OfIdentification(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 3)
            return NotYetKnown;
        if (frame[2] != IdentificationRequest.MeiType)
            return Unknown;
        const int firstObject = 1 + IdentificationResponse.HeadBytes;
        if (frame.Length < firstObject)
            return NotYetKnown;
        var at = firstObject;
        for (var i = 0; i < frame[firstObject - 1]; i++)
        {
            if (frame.Length < at + 2)
                return at + 2 > MaxFrameBytes ? MaxFrameBytes + 1 : NotYetKnown;
            at += 2 + frame[at + 1];
        }
        return at + 2;
    }
}
