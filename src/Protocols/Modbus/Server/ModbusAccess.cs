using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Server;

/// <summary>A request to be allowed or refused (MODBUS/TCP Security 2.1, 8: role-based authorization).</summary>
/// <param name="Role">The role in the client's certificate; null when it has none or the line is not TLS.</param>
/// <param name="Unit">The unit asked.</param>
/// <param name="Function">The function asked for.</param>
public readonly record struct ModbusAccess(string? Role, byte Unit, ModbusFunction Function)
{
    /// <summary>Whether the function changes the device.</summary>
    public bool Writes => Function is ModbusFunction.WriteSingleCoil or ModbusFunction.WriteSingleRegister or ModbusFunction.WriteMultipleCoils
        or ModbusFunction.WriteMultipleRegisters or ModbusFunction.MaskWriteRegister or ModbusFunction.ReadWriteMultipleRegisters
        or ModbusFunction.WriteFileRecord or ModbusFunction.Diagnostics;
}
