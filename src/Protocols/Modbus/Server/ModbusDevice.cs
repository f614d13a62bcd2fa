using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;

namespace Millwright.Modbus.Server;

/// <summary>
/// What one unit id answers with. Each method returns <see cref="ModbusExceptionCode.None"/> or the exception the client shall see;
/// what is not overridden is an illegal function. Calls come from I/O threads: return soon, never block.
/// </summary>
public abstract class ModbusDevice
{
    /// <summary>Functions 1 and 2; 1 to 2000 bits.</summary>
    public virtual ModbusExceptionCode ReadBits(ModbusArea area, ushort address, Span<bool> bits) => ModbusExceptionCode.IllegalFunction;

    /// <summary>Functions 3, 4 and 23; 1 to 125 registers.</summary>
    public virtual ModbusExceptionCode ReadRegisters(ModbusArea area, ushort address, Span<ushort> registers) => ModbusExceptionCode.IllegalFunction;

    /// <summary>Functions 5 and 15; 1 to 1968 coils.</summary>
    public virtual ModbusExceptionCode WriteCoils(ushort address, ReadOnlySpan<bool> coils) => ModbusExceptionCode.IllegalFunction;

    /// <summary>Functions 6, 16 and 23; 1 to 123 holding registers.</summary>
    public virtual ModbusExceptionCode WriteRegisters(ushort address, ReadOnlySpan<ushort> registers) => ModbusExceptionCode.IllegalFunction;

    /// <summary>
    /// True for a device that takes its time to write: functions 5, 6, 15, 16, 22 and 23 go to <see cref="WriteLaterAsync"/> instead, unless the
    /// request is malformed, a broadcast, or a datagram, of which nobody knows who sent it. A <see cref="ModbusServerBehavior"/> does not see them.
    /// </summary>
    public virtual bool AnswersWritesLater => false;

    /// <summary>Carries out a write; must return to its caller soon, and may end it later. Function 23 reads when it has ended.</summary>
    public virtual ValueTask<ModbusExceptionCode> WriteLaterAsync(ModbusWrite write) => ValueTask.FromResult(ModbusExceptionCode.IllegalFunction);

    /// <summary>Function 22. The default reads, masks and writes; override it where something else may write in between.</summary>
    public virtual ModbusExceptionCode MaskRegister(in MaskWrite mask)
    {
        Span<ushort> register = stackalloc ushort[1];
        var code = ReadRegisters(ModbusArea.HoldingRegister, mask.Address, register);
        if (code != ModbusExceptionCode.None)
            return code;
        register[0] = mask.Apply(register[0]);
        return WriteRegisters(mask.Address, register);
    }

    /// <summary>Function 23: writes first, then reads.</summary>
    public virtual ModbusExceptionCode ReadWriteRegisters(ushort writeAddress, ReadOnlySpan<ushort> write, ushort readAddress, Span<ushort> read)
    {
        var code = WriteRegisters(writeAddress, write);
        return code != ModbusExceptionCode.None ? code : ReadRegisters(ModbusArea.HoldingRegister, readAddress, read);
    }

    /// <summary>Function 20.</summary>
    public virtual ModbusExceptionCode ReadFile(ushort file, ushort record, Span<ushort> registers) => ModbusExceptionCode.IllegalFunction;

    /// <summary>Function 21.</summary>
    public virtual ModbusExceptionCode WriteFile(ushort file, ushort record, ReadOnlySpan<ushort> registers) => ModbusExceptionCode.IllegalFunction;

    /// <summary>Function 24. More than 31 registers in the queue is <see cref="ModbusExceptionCode.IllegalDataValue"/>.</summary>
    public virtual ModbusExceptionCode ReadFifo(ushort address, Span<ushort> registers, out int count)
    {
        count = 0;
        return ModbusExceptionCode.IllegalFunction;
    }

    /// <summary>Function 7.</summary>
    public virtual ModbusExceptionCode ReadExceptionStatus(out byte status)
    {
        status = 0;
        return ModbusExceptionCode.None;
    }

    /// <summary>Function 8, sub-function 2.</summary>
    public virtual ushort DiagnosticRegister => 0;

    /// <summary>Function 17: id, run indicator and further data, up to 251 bytes; empty is an illegal function.</summary>
    public virtual ReadOnlyMemory<byte> ServerId => default;

    /// <summary>Function 43/14; null is an illegal function.</summary>
    public virtual ModbusIdentity? Identity => null;
}
