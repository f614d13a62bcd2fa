using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Client;

/// <summary>The outcome of a request: a value, so that an expected failure costs nothing.</summary>
/// <param name="Status">How the request ended.</param>
/// <param name="Exception">The device's refusal, for <see cref="ModbusStatus.Exception"/>.</param>
/// <param name="Count">Values or bytes delivered into the caller's memory.</param>
public readonly record struct ModbusResult(ModbusStatus Status, ModbusExceptionCode Exception = ModbusExceptionCode.None, int Count = 0)
{
    public bool IsOk => Status == ModbusStatus.Ok;

    /// <summary>In words, such as "illegal data address (2)".</summary>
    public string Describe() => Status switch
    {
        ModbusStatus.Ok => "answered",
        ModbusStatus.Exception => Exception.Describe(),
        ModbusStatus.Timeout => "no answer in time",
        ModbusStatus.UnitSilent => "the unit is silent and is left alone until its next probe",
        ModbusStatus.ConnectionLost => "the connection was lost",
        ModbusStatus.InvalidReply => "the answer does not fit the request",
        _ => "too many requests wait for this unit",
    };

    /// <summary>Turns a failure into an exception, for code that expects none.</summary>
    /// <exception cref="ModbusException">The status is not <see cref="ModbusStatus.Ok"/>.</exception>
    public ModbusResult ThrowIfFailed() => IsOk ? this : throw new ModbusException(this);
}
