namespace Millwright.Modbus.Client;

/// <summary>A request that failed; see <see cref="ModbusResult.ThrowIfFailed"/>.</summary>
public sealed class ModbusException(ModbusResult result) : Exception($"Modbus: {result.Describe()}")
{
    public ModbusResult Result { get; } = result;
}
