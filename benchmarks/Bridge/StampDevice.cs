using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;

namespace Millwright.Benchmarks.Bridge;

/// <summary>A device whose 32-bit registers all show the time at which they are read, so that who sees a value knows how old it is.</summary>
internal sealed class StampDevice : ModbusDevice
{
    public override ModbusExceptionCode ReadRegisters(ModbusArea area, ushort address, Span<ushort> registers)
    {
        var stamp = Stamp.Now;
        for (var i = 0; i < registers.Length; i++)
            registers[i] = (ushort)(((address + i) & 1) == 0 ? stamp >> 16 : stamp);
        return ModbusExceptionCode.None;
    }
}

/// <summary>Monotonic time of the machine in steps of 10 us, the same in each process; goes round after twelve hours.</summary>
internal static class Stamp
{
    private const int PerSecond = 100_000;

    public static uint Now => (uint)(TimeProvider.System.GetTimestamp() / (TimeProvider.System.TimestampFrequency / PerSecond));

    /// <summary>Milliseconds since a stamp.</summary>
    public static double MillisecondsSince(uint stamp) => unchecked((int)(Now - stamp)) * 1_000.0 / PerSecond;
}
