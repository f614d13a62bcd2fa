using System.Collections.Concurrent;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;

namespace Millwright.SystemTests.Devices;

/// <summary>Each read finds the next number, the same 32-bit number in each pair of registers, so that no two readings look alike.</summary>
internal sealed class CountingDevice : ModbusDevice
{
    private readonly ConcurrentDictionary<int, DateTimeOffset> _answered = new();
    private int _count;

    /// <summary>When a number was given out.</summary>
    public DateTimeOffset AnsweredAt(double number) => _answered[(int)number];

    public override ModbusExceptionCode ReadRegisters(ModbusArea area, ushort address, Span<ushort> registers)
    {
        var count = Interlocked.Increment(ref _count);
        _answered[count] = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < registers.Length; i++)
            registers[i] = (ushort)(((address + i) & 1) == 0 ? count >> 16 : count);
        return ModbusExceptionCode.None;
    }
}
