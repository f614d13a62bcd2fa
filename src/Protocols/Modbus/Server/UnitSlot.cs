namespace Millwright.Modbus.Server;

internal sealed record UnitSlot(byte Unit, ModbusDevice Device, UnitCounters Counters);
