namespace Millwright.Modbus.Messages;

/// <summary>Exception codes in words.</summary>
public static class ModbusExceptionCodes
{
    /// <summary>The code as a person would say it, such as "illegal data address (2)".</summary>
    public static string Describe(this ModbusExceptionCode code) => code switch
    {
        ModbusExceptionCode.None => "no exception",
        ModbusExceptionCode.IllegalFunction => "illegal function (1)",
        ModbusExceptionCode.IllegalDataAddress => "illegal data address (2)",
        ModbusExceptionCode.IllegalDataValue => "illegal data value (3)",
        ModbusExceptionCode.ServerDeviceFailure => "server device failure (4)",
        ModbusExceptionCode.Acknowledge => "acknowledged, still working (5)",
        ModbusExceptionCode.ServerDeviceBusy => "server device busy (6)",
        ModbusExceptionCode.NegativeAcknowledge => "negative acknowledge (7)",
        ModbusExceptionCode.MemoryParityError => "memory parity error (8)",
        ModbusExceptionCode.GatewayPathUnavailable => "gateway path unavailable (0x0A)",
        ModbusExceptionCode.GatewayTargetFailedToRespond => "gateway target failed to respond (0x0B)",
        _ => $"exception 0x{(byte)code:X2}",
    };
}
