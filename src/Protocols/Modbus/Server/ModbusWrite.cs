using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;

namespace Millwright.Modbus.Server;

/// <summary>A well-formed write of functions 5, 6, 15, 16, 22 or 23, for a device that answers writes later.</summary>
/// <param name="Peer">The client, such as <c>10.0.3.17:50112</c>.</param>
/// <param name="Unit">The unit asked.</param>
/// <param name="Function">The function.</param>
/// <param name="Area">Coils or holding registers.</param>
/// <param name="Address">The first one, 0-based.</param>
/// <param name="Values">What to write, a register or bit (0 or 1) each: 1 to 123 registers or 1 to 1968 bits, within the area. One that does not count with a mask.</param>
/// <param name="Mask">The mask of function 22.</param>
public sealed record ModbusWrite(string Peer, byte Unit, ModbusFunction Function, ModbusArea Area, ushort Address, ReadOnlyMemory<ushort> Values, MaskWrite? Mask)
{
    /// <summary>Reads the write of a request; false when it is no write, or not a well-formed one.</summary>
    internal static bool TryRead(string peer, byte unit, ReadOnlySpan<byte> pdu, out ModbusWrite? write)
    {
        write = null;
        if (pdu.IsEmpty)
            return false;
        var function = (ModbusFunction)pdu[0];
        switch (function)
        {
            case ModbusFunction.WriteSingleCoil:
                if (WriteSingle.TryRead(pdu, out var coil) == DecodeStatus.Complete && coil.Value is 0 or WriteSingle.On)
                    write = new(peer, unit, function, ModbusArea.Coil, coil.Address, new ushort[] { (ushort)(coil.Value == 0 ? 0 : 1) }, null);
                break;
            case ModbusFunction.WriteSingleRegister:
                if (WriteSingle.TryRead(pdu, out var register) == DecodeStatus.Complete)
                    write = new(peer, unit, function, ModbusArea.HoldingRegister, register.Address, new[] { register.Value }, null);
                break;
            case ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters:
                if (WriteMultipleRequest.TryRead(pdu, out var several) == DecodeStatus.Complete && several.IsConsistent && several.Address + several.Count <= 65_536)
                    write = Several(peer, unit, several);
                break;
            case ModbusFunction.MaskWriteRegister:
                if (MaskWrite.TryRead(pdu, out var mask) == DecodeStatus.Complete)
                    write = new(peer, unit, function, ModbusArea.HoldingRegister, mask.Address, new ushort[1], mask);
                break;
            case ModbusFunction.ReadWriteMultipleRegisters:
                if (ReadWriteMultipleRequest.TryRead(pdu, out var both) == DecodeStatus.Complete && both.IsConsistent
                    && both.ReadAddress + both.ReadCount <= 65_536 && both.WriteAddress + both.WriteCount <= 65_536)
                {
                    var values = new ushort[both.WriteCount];
                    PackedRegisters.Unpack(both.Data, values);
                    write = new(peer, unit, function, ModbusArea.HoldingRegister, both.WriteAddress, values, null);
                }
                break;
            default:
                break;
        }
        return write is not null;
    }

    private static ModbusWrite Several(string peer, byte unit, in WriteMultipleRequest request)
    {
        var values = new ushort[request.Count];
        if (request.Function == ModbusFunction.WriteMultipleRegisters)
        {
            PackedRegisters.Unpack(request.Data, values);
            return new(peer, unit, request.Function, ModbusArea.HoldingRegister, request.Address, values, null);
        }
        Span<bool> bits = stackalloc bool[ModbusLimits.MaxWriteBits];
        bits = bits[..request.Count];
        PackedBits.Unpack(request.Data, bits);
        for (var i = 0; i < values.Length; i++)
            values[i] = (ushort)(bits[i] ? 1 : 0);
        return new(peer, unit, request.Function, ModbusArea.Coil, request.Address, values, null);
    }
}
