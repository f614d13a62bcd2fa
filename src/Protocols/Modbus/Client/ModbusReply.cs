namespace Millwright.Modbus.Client;

/// <summary>The outcome of a request whose answer is more than registers or bits.</summary>
/// <param name="Result">How the request ended.</param>
/// <param name="Value">The answer; the default when the request failed.</param>
public readonly record struct ModbusReply<T>(ModbusResult Result, T? Value)
{
    public bool IsOk => Result.IsOk;
}
