using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Server;

/// <summary>Functions 20 and 21.</summary>
internal static class FileProcessor
{
    public static ModbusExceptionCode Read(ModbusDevice device, ReadOnlySpan<byte> pdu, Span<byte> reply, out int length)
    {
        length = 0;
        if (FileRecordGroups.TryRead(pdu, out var groups) != DecodeStatus.Complete || pdu[1] > ModbusLimits.MaxFileBytes)
            return ModbusExceptionCode.IllegalDataValue;
        Span<ushort> registers = stackalloc ushort[ModbusLimits.MaxReadRegisters];
        var at = 2;
        while (groups.TryNext(out var group, out _))
        {
            var bytes = 2 + (group.Length * 2);
            if (group.Length == 0 || at - 2 + bytes > ModbusLimits.MaxFileBytes)
                return ModbusExceptionCode.IllegalDataValue;
            if (!IsInRange(group))
                return ModbusExceptionCode.IllegalDataAddress;
            var code = device.ReadFile(group.File, group.Record, registers[..group.Length]);
            if (code != ModbusExceptionCode.None)
                return code;
            reply[at] = (byte)(bytes - 1);
            reply[at + 1] = FileSubRequest.ReferenceType;
            PackedRegisters.Pack(registers[..group.Length], reply[(at + 2)..]);
            at += bytes;
        }
        reply[0] = pdu[0];
        reply[1] = (byte)(at - 2);
        length = at;
        return ModbusExceptionCode.None;
    }

    public static ModbusExceptionCode Write(ModbusDevice device, ReadOnlySpan<byte> pdu, Span<byte> reply, out int length)
    {
        length = 0;
        if (FileRecordGroups.TryRead(pdu, out var groups) != DecodeStatus.Complete)
            return ModbusExceptionCode.IllegalDataValue;
        Span<ushort> registers = stackalloc ushort[ModbusLimits.MaxReadRegisters];
        while (groups.TryNext(out var group, out var data))
        {
            if (group.Length == 0)
                return ModbusExceptionCode.IllegalDataValue;
            if (!IsInRange(group))
                return ModbusExceptionCode.IllegalDataAddress;
            PackedRegisters.Unpack(data, registers[..group.Length]);
            var code = device.WriteFile(group.File, group.Record, registers[..group.Length]);
            if (code != ModbusExceptionCode.None)
                return code;
        }
        pdu.CopyTo(reply);
        length = pdu.Length;
        return ModbusExceptionCode.None;
    }

    private static bool IsInRange(FileSubRequest group) =>
        group.File != 0 && group.Record + group.Length <= ModbusLimits.MaxFileRecord + 1;
}
