using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;

namespace Millwright.Simulators.Bulk;

/// <summary>
/// A device of up to 65,536 registers whose values change all the time and cost nothing: each is computed when it is read.
/// Holding and input registers are alike; nothing can be written. Reading allocates nothing.
/// </summary>
public sealed class BulkDevice : ModbusDevice
{
    private readonly int _registers;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly double _stepsPerTick;

    /// <summary>Makes a device whose values begin to change now.</summary>
    /// <param name="registers">Addresses 0 to this number, exclusive; 1 to 65,536.</param>
    /// <param name="changeEvery">How long a value stays.</param>
    /// <param name="time">The clock.</param>
    public BulkDevice(int registers, TimeSpan changeEvery, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(registers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(registers, 65_536);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(changeEvery, TimeSpan.Zero);
        _registers = registers;
        _time = time;
        _started = time.GetTimestamp();
        _stepsPerTick = 1 / (changeEvery.TotalSeconds * time.TimestampFrequency);
    }

    /// <summary>Changes since the start; the same in all registers of one read.</summary>
    public long Step => (long)((_time.GetTimestamp() - _started) * _stepsPerTick);

    /// <summary>The value of a register: a saw tooth that each address begins elsewhere, so that a mixed-up register is noticed.</summary>
    public static ushort ValueAt(int address, long step) => (ushort)((address * 31) + step);

    public override ModbusExceptionCode ReadRegisters(ModbusArea area, ushort address, Span<ushort> registers)
    {
        if (address + registers.Length > _registers)
            return ModbusExceptionCode.IllegalDataAddress;
        var step = Step;
        for (var i = 0; i < registers.Length; i++)
            registers[i] = ValueAt(address + i, step);
        return ModbusExceptionCode.None;
    }
}
