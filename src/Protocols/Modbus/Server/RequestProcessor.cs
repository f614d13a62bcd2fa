using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;

namespace Millwright.Modbus.Server;

/// <summary>A request PDU in, a reply PDU out. Allocates nothing.</summary>
internal static class RequestProcessor
{
    /// <summary>Serves one request.</summary>
    /// <returns>The reply's length; 0 means that nothing is to be answered.</returns>
    public static int Process(UnitSlot unit, ReadOnlySpan<byte> request, Span<byte> reply)
    {
        var counters = unit.Counters;
        counters.BusMessages++;
        if (counters.ListenOnly && !IsRestart(request))
        {
            counters.NoResponses++;
            return 0;
        }
        counters.ServerMessages++;
        var code = Dispatch(unit, request, reply, out var length);
        if (code == ModbusExceptionCode.None)
        {
            if (request[0] is not ((byte)ModbusFunction.GetCommEventCounter or (byte)ModbusFunction.GetCommEventLog))
                counters.Completed++;
            if (length == 0)
                counters.NoResponses++;
            return length;
        }
        Count(counters, code);
        return new ExceptionResponse((ModbusFunction)(request[0] & ~ModbusLimits.ExceptionFlag), code).WriteTo(reply);
    }

    /// <summary>Writes a refusal.</summary>
    public static int Refuse(ReadOnlySpan<byte> request, ModbusExceptionCode code, Span<byte> reply) =>
        new ExceptionResponse((ModbusFunction)(request[0] & ~ModbusLimits.ExceptionFlag), code).WriteTo(reply);

    private static bool IsRestart(ReadOnlySpan<byte> request) =>
        Diagnostics.TryRead(request, out var diagnostics) == DecodeStatus.Complete && diagnostics.SubFunction == DiagnosticSubFunction.RestartCommunications;

    public static void Count(UnitCounters counters, ModbusExceptionCode code)
    {
        counters.Exceptions++;
        if (code == ModbusExceptionCode.ServerDeviceBusy)
            counters.Busy++;
        if (code == ModbusExceptionCode.NegativeAcknowledge)
            counters.Naks++;
        // "Send event": bit 6, and the kind of exception (6.10).
        counters.Log((byte)(0x40 | code switch
        {
            ModbusExceptionCode.IllegalFunction or ModbusExceptionCode.IllegalDataAddress or ModbusExceptionCode.IllegalDataValue => 1,
            ModbusExceptionCode.ServerDeviceFailure => 2,
            ModbusExceptionCode.Acknowledge or ModbusExceptionCode.ServerDeviceBusy => 4,
            _ => 8,
        }));
    }

    private static ModbusExceptionCode Dispatch(UnitSlot unit, ReadOnlySpan<byte> request, Span<byte> reply, out int length)
    {
        length = 0;
        switch ((ModbusFunction)request[0])
        {
            case ModbusFunction.ReadCoils or ModbusFunction.ReadDiscreteInputs:
                return ReadBits(unit.Device, request, reply, out length);
            case ModbusFunction.ReadHoldingRegisters or ModbusFunction.ReadInputRegisters:
                return ReadRegisters(unit.Device, request, reply, out length);
            case ModbusFunction.WriteSingleCoil or ModbusFunction.WriteSingleRegister:
                return WriteSingle(unit.Device, request, reply, out length);
            case ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters:
                return WriteMultiple(unit.Device, request, reply, out length);
            case ModbusFunction.MaskWriteRegister:
                return Mask(unit.Device, request, reply, out length);
            case ModbusFunction.ReadWriteMultipleRegisters:
                return ReadWrite(unit.Device, request, reply, out length);
            case ModbusFunction.ReadFileRecord:
                return FileProcessor.Read(unit.Device, request, reply, out length);
            case ModbusFunction.WriteFileRecord:
                return FileProcessor.Write(unit.Device, request, reply, out length);
            case ModbusFunction.ReadFifoQueue:
                return ReadFifo(unit.Device, request, reply, out length);
            case ModbusFunction.ReadExceptionStatus or ModbusFunction.Diagnostics or ModbusFunction.GetCommEventCounter
                or ModbusFunction.GetCommEventLog or ModbusFunction.ReportServerId or ModbusFunction.EncapsulatedInterface:
                return DiagnosticProcessor.Process(unit, request, reply, out length);
            default:
                return ModbusExceptionCode.IllegalFunction;
        }
    }

    private static ModbusExceptionCode ReadBits(ModbusDevice device, ReadOnlySpan<byte> pdu, Span<byte> reply, out int length)
    {
        length = 0;
        if (ReadRequest.TryRead(pdu, out var request) != DecodeStatus.Complete || request.Count is 0 or > ModbusLimits.MaxReadBits)
            return ModbusExceptionCode.IllegalDataValue;
        if (request.Address + request.Count > 65_536)
            return ModbusExceptionCode.IllegalDataAddress;
        Span<bool> bits = stackalloc bool[ModbusLimits.MaxReadBits];
        bits = bits[..request.Count];
        var area = request.Function == ModbusFunction.ReadCoils ? ModbusArea.Coil : ModbusArea.DiscreteInput;
        var code = device.ReadBits(area, request.Address, bits);
        if (code != ModbusExceptionCode.None)
            return code;
        reply[0] = pdu[0];
        reply[1] = (byte)request.DataBytes;
        PackedBits.Pack(bits, reply[2..]);
        length = 2 + request.DataBytes;
        return code;
    }

    private static ModbusExceptionCode ReadRegisters(ModbusDevice device, ReadOnlySpan<byte> pdu, Span<byte> reply, out int length)
    {
        length = 0;
        if (ReadRequest.TryRead(pdu, out var request) != DecodeStatus.Complete || request.Count is 0 or > ModbusLimits.MaxReadRegisters)
            return ModbusExceptionCode.IllegalDataValue;
        if (request.Address + request.Count > 65_536)
            return ModbusExceptionCode.IllegalDataAddress;
        Span<ushort> registers = stackalloc ushort[ModbusLimits.MaxReadRegisters];
        registers = registers[..request.Count];
        var area = request.Function == ModbusFunction.ReadHoldingRegisters ? ModbusArea.HoldingRegister : ModbusArea.InputRegister;
        var code = device.ReadRegisters(area, request.Address, registers);
        if (code != ModbusExceptionCode.None)
            return code;
        length = WriteRegistersReply(pdu[0], registers, reply);
        return code;
    }

    private static int WriteRegistersReply(byte function, ReadOnlySpan<ushort> registers, Span<byte> reply)
    {
        reply[0] = function;
        reply[1] = (byte)(registers.Length * 2);
        PackedRegisters.Pack(registers, reply[2..]);
        return 2 + (registers.Length * 2);
    }

    private static ModbusExceptionCode WriteSingle(ModbusDevice device, ReadOnlySpan<byte> pdu, Span<byte> reply, out int length)
    {
        length = 0;
        if (Messages.WriteSingle.TryRead(pdu, out var request) != DecodeStatus.Complete)
            return ModbusExceptionCode.IllegalDataValue;
        ModbusExceptionCode code;
        if (request.Function == ModbusFunction.WriteSingleRegister)
            code = device.WriteRegisters(request.Address, [request.Value]);
        else if (request.Value is 0 or Messages.WriteSingle.On)
            code = device.WriteCoils(request.Address, [request.Value != 0]);
        else
            return ModbusExceptionCode.IllegalDataValue;
        length = code == ModbusExceptionCode.None ? request.WriteTo(reply) : 0;
        return code;
    }

    private static ModbusExceptionCode WriteMultiple(ModbusDevice device, ReadOnlySpan<byte> pdu, Span<byte> reply, out int length)
    {
        length = 0;
        if (WriteMultipleRequest.TryRead(pdu, out var request) != DecodeStatus.Complete || !request.IsConsistent)
            return ModbusExceptionCode.IllegalDataValue;
        if (request.Address + request.Count > 65_536)
            return ModbusExceptionCode.IllegalDataAddress;
        ModbusExceptionCode code;
        if (request.Function == ModbusFunction.WriteMultipleCoils)
        {
            Span<bool> bits = stackalloc bool[ModbusLimits.MaxWriteBits];
            bits = bits[..request.Count];
            PackedBits.Unpack(request.Data, bits);
            code = device.WriteCoils(request.Address, bits);
        }
        else
        {
            Span<ushort> registers = stackalloc ushort[ModbusLimits.MaxWriteRegisters];
            registers = registers[..request.Count];
            PackedRegisters.Unpack(request.Data, registers);
            code = device.WriteRegisters(request.Address, registers);
        }
        length = code == ModbusExceptionCode.None
            ? new WriteMultipleResponse(request.Function, request.Address, request.Count).WriteTo(reply)
            : 0;
        return code;
    }

    private static ModbusExceptionCode Mask(ModbusDevice device, ReadOnlySpan<byte> pdu, Span<byte> reply, out int length)
    {
        length = 0;
        if (MaskWrite.TryRead(pdu, out var mask) != DecodeStatus.Complete)
            return ModbusExceptionCode.IllegalDataValue;
        var code = device.MaskRegister(mask);
        length = code == ModbusExceptionCode.None ? mask.WriteTo(reply) : 0;
        return code;
    }

    private static ModbusExceptionCode ReadWrite(ModbusDevice device, ReadOnlySpan<byte> pdu, Span<byte> reply, out int length)
    {
        length = 0;
        if (ReadWriteMultipleRequest.TryRead(pdu, out var request) != DecodeStatus.Complete || !request.IsConsistent)
            return ModbusExceptionCode.IllegalDataValue;
        if (request.ReadAddress + request.ReadCount > 65_536 || request.WriteAddress + request.WriteCount > 65_536)
            return ModbusExceptionCode.IllegalDataAddress;
        Span<ushort> write = stackalloc ushort[ModbusLimits.MaxReadWriteWriteRegisters];
        write = write[..request.WriteCount];
        PackedRegisters.Unpack(request.Data, write);
        Span<ushort> read = stackalloc ushort[ModbusLimits.MaxReadRegisters];
        read = read[..request.ReadCount];
        var code = device.ReadWriteRegisters(request.WriteAddress, write, request.ReadAddress, read);
        length = code == ModbusExceptionCode.None ? WriteRegistersReply(pdu[0], read, reply) : 0;
        return code;
    }

    private static ModbusExceptionCode ReadFifo(ModbusDevice device, ReadOnlySpan<byte> pdu, Span<byte> reply, out int length)
    {
        length = 0;
        if (FifoRequest.TryRead(pdu, out var request) != DecodeStatus.Complete)
            return ModbusExceptionCode.IllegalDataValue;
        Span<ushort> registers = stackalloc ushort[ModbusLimits.MaxFifoRegisters];
        var code = device.ReadFifo(request.Address, registers, out var count);
        if (code != ModbusExceptionCode.None)
            return code;
        Span<byte> data = stackalloc byte[ModbusLimits.MaxFifoRegisters * 2];
        PackedRegisters.Pack(registers[..count], data);
        length = new FifoResponse(data[..(count * 2)]).WriteTo(reply);
        return code;
    }
}
