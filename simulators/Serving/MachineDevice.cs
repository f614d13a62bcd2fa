using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;
using Millwright.Simulators.Machines;

namespace Millwright.Simulators.Serving;

/// <summary>A machine as a unit of a Modbus server.</summary>
internal sealed class MachineDevice(Machine machine) : ModbusDevice
{
    private readonly ModbusIdentity _identity =
        new ModbusIdentity(machine.Identification.Vendor, machine.Identification.Product, machine.Identification.Revision)
            .Set(4, machine.Identification.Model)
            .Set(5, machine.Identification.Product)
            .Set(6, machine.Name);

    public override ModbusIdentity? Identity => _identity;

    public override ModbusExceptionCode ReadBits(ModbusArea area, ushort address, Span<bool> bits)
    {
        Span<ushort> values = stackalloc ushort[bits.Length];
        var code = machine.Read(area, address, values);
        for (var i = 0; i < bits.Length; i++)
            bits[i] = values[i] != 0;
        return code;
    }

    public override ModbusExceptionCode ReadRegisters(ModbusArea area, ushort address, Span<ushort> registers) => machine.Read(area, address, registers);

    public override ModbusExceptionCode WriteCoils(ushort address, ReadOnlySpan<bool> coils)
    {
        Span<ushort> values = stackalloc ushort[coils.Length];
        for (var i = 0; i < coils.Length; i++)
            values[i] = coils[i] ? (ushort)1 : (ushort)0;
        return machine.Write(ModbusArea.Coil, address, values);
    }

    public override ModbusExceptionCode WriteRegisters(ushort address, ReadOnlySpan<ushort> registers) =>
        machine.Write(ModbusArea.HoldingRegister, address, registers);
}
