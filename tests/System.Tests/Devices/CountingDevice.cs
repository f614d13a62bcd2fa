using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;

namespace Millwright.SystemTests.Devices;

/// <summary>Each read finds the next number, the same 32-bit number in each pair of registers, so that no two readings look alike.</summary>
internal sealed class CountingDevice : ModbusDevice
{
    private int _count;

    public override ModbusExceptionCode ReadRegisters(ModbusArea area, ushort address, Span<ushort> registers)
    {
        var count = Interlocked.Increment(ref _count);
        for (var i = 0; i < registers.Length; i++)
            registers[i] = (ushort)(((address + i) & 1) == 0 ? count >> 16 : count);
        return ModbusExceptionCode.None;
    }
}
