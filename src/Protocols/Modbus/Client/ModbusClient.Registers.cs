using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Client;

/// <content>Functions 1 to 6, 15, 16, 22 and 23.</content>
public sealed partial class ModbusClient
{
    /// <summary>Function 1: as many coils as the memory holds, 1 to 2000.</summary>
    /// <param name="unit">The unit id; 0 is a broadcast on serial lines, and a plain id on TCP and UDP.</param>
    /// <param name="address">First address, 0-based.</param>
    /// <param name="coils">Where the values go; not to be touched until the task is done.</param>
    /// <param name="cancellation">Gives up waiting; the request may have been sent.</param>
    public ValueTask<ModbusResult> ReadCoilsAsync(byte unit, ushort address, Memory<bool> coils, CancellationToken cancellation = default) =>
        ReadBits(ModbusFunction.ReadCoils, unit, address, coils, cancellation);

    /// <summary>Function 2: as many discrete inputs as the memory holds, 1 to 2000.</summary>
    public ValueTask<ModbusResult> ReadDiscreteInputsAsync(byte unit, ushort address, Memory<bool> inputs, CancellationToken cancellation = default) =>
        ReadBits(ModbusFunction.ReadDiscreteInputs, unit, address, inputs, cancellation);

    /// <summary>Function 3: as many holding registers as the memory holds, 1 to 125.</summary>
    public ValueTask<ModbusResult> ReadHoldingRegistersAsync(byte unit, ushort address, Memory<ushort> registers, CancellationToken cancellation = default) =>
        ReadRegisters(ModbusFunction.ReadHoldingRegisters, unit, address, registers, cancellation);

    /// <summary>Function 4: as many input registers as the memory holds, 1 to 125.</summary>
    public ValueTask<ModbusResult> ReadInputRegistersAsync(byte unit, ushort address, Memory<ushort> registers, CancellationToken cancellation = default) =>
        ReadRegisters(ModbusFunction.ReadInputRegisters, unit, address, registers, cancellation);

    /// <summary>Function 5.</summary>
    public ValueTask<ModbusResult> WriteCoilAsync(byte unit, ushort address, bool value, CancellationToken cancellation = default) =>
        Write(unit, new WriteSingle(ModbusFunction.WriteSingleCoil, address, value ? WriteSingle.On : (ushort)0), cancellation);

    /// <summary>Function 6.</summary>
    public ValueTask<ModbusResult> WriteRegisterAsync(byte unit, ushort address, ushort value, CancellationToken cancellation = default) =>
        Write(unit, new WriteSingle(ModbusFunction.WriteSingleRegister, address, value), cancellation);

    /// <summary>Function 15: 1 to 1968 coils. The values are taken before the method returns.</summary>
    public ValueTask<ModbusResult> WriteCoilsAsync(byte unit, ushort address, ReadOnlySpan<bool> coils, CancellationToken cancellation = default)
    {
        CheckRange(address, coils.Length, ModbusLimits.MaxWriteBits, nameof(coils));
        Span<byte> packed = stackalloc byte[ModbusLimits.MaxWriteBits / 8];
        PackedBits.Pack(coils, packed);
        var message = new WriteMultipleRequest(ModbusFunction.WriteMultipleCoils, address, (ushort)coils.Length, packed[..PackedBits.Bytes(coils.Length)]);
        return Write(unit, message, cancellation);
    }

    /// <summary>Function 16: 1 to 123 holding registers. The values are taken before the method returns.</summary>
    public ValueTask<ModbusResult> WriteRegistersAsync(byte unit, ushort address, ReadOnlySpan<ushort> registers, CancellationToken cancellation = default)
    {
        CheckRange(address, registers.Length, ModbusLimits.MaxWriteRegisters, nameof(registers));
        Span<byte> packed = stackalloc byte[ModbusLimits.MaxWriteRegisters * 2];
        PackedRegisters.Pack(registers, packed);
        var message = new WriteMultipleRequest(ModbusFunction.WriteMultipleRegisters, address, (ushort)registers.Length, packed[..(registers.Length * 2)]);
        return Write(unit, message, cancellation);
    }

    /// <summary>Function 22: keeps the bits of the and-mask, sets those of the or-mask among the others.</summary>
    public ValueTask<ModbusResult> MaskWriteRegisterAsync(byte unit, ushort address, ushort andMask, ushort orMask, CancellationToken cancellation = default)
    {
        var request = Ask(unit, ReplyKind.Echo);
        request.EchoBytes = new MaskWrite(address, andMask, orMask).WriteTo(request.Pdu);
        return Submit(request, request.EchoBytes, cancellation);
    }

    /// <summary>Function 23: writes 1 to 121 registers, then reads 1 to 125, in one step.</summary>
    public ValueTask<ModbusResult> ReadWriteRegistersAsync(
        byte unit, ushort readAddress, Memory<ushort> read, ushort writeAddress, ReadOnlySpan<ushort> write, CancellationToken cancellation = default)
    {
        CheckRange(readAddress, read.Length, ModbusLimits.MaxReadRegisters, nameof(read));
        CheckRange(writeAddress, write.Length, ModbusLimits.MaxReadWriteWriteRegisters, nameof(write));
        Span<byte> packed = stackalloc byte[ModbusLimits.MaxReadWriteWriteRegisters * 2];
        PackedRegisters.Pack(write, packed);
        var request = Ask(unit, ReplyKind.Registers);
        request.Registers = read;
        var message = new ReadWriteMultipleRequest(readAddress, (ushort)read.Length, writeAddress, (ushort)write.Length, packed[..(write.Length * 2)]);
        return Submit(request, message.WriteTo(request.Pdu), cancellation);
    }

    private static void CheckRange(ushort address, int count, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, most, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address + count, 65_536, name);
    }

    private ValueTask<ModbusResult> ReadRegisters(ModbusFunction function, byte unit, ushort address, Memory<ushort> registers, CancellationToken cancellation)
    {
        CheckRange(address, registers.Length, ModbusLimits.MaxReadRegisters, nameof(registers));
        var request = Ask(unit, ReplyKind.Registers);
        request.Registers = registers;
        return Submit(request, new ReadRequest(function, address, (ushort)registers.Length).WriteTo(request.Pdu), cancellation);
    }

    private ValueTask<ModbusResult> ReadBits(ModbusFunction function, byte unit, ushort address, Memory<bool> bits, CancellationToken cancellation)
    {
        CheckRange(address, bits.Length, ModbusLimits.MaxReadBits, nameof(bits));
        var request = Ask(unit, ReplyKind.Bits);
        request.Bits = bits;
        return Submit(request, new ReadRequest(function, address, (ushort)bits.Length).WriteTo(request.Pdu), cancellation);
    }

    private ValueTask<ModbusResult> Write(byte unit, WriteSingle message, CancellationToken cancellation)
    {
        var request = Ask(unit, ReplyKind.Echo);
        request.EchoBytes = message.WriteTo(request.Pdu);
        return Submit(request, request.EchoBytes, cancellation);
    }

    // The reply repeats function, address and count: the request's first five bytes.
    private ValueTask<ModbusResult> Write(byte unit, WriteMultipleRequest message, CancellationToken cancellation)
    {
        var request = Ask(unit, ReplyKind.Echo);
        request.EchoBytes = WriteMultipleResponse.PduBytes;
        return Submit(request, message.WriteTo(request.Pdu), cancellation);
    }
}
