namespace Millwright.Modbus.Messages;

/// <summary>Why a device refuses a request (MODBUS Application Protocol 1.1b3, 7).</summary>
public enum ModbusExceptionCode : byte
{
    /// <summary>No exception.</summary>
    None = 0,

    /// <summary>The device does not know the function, or not in its present state.</summary>
    IllegalFunction = 1,

    /// <summary>An address of the request does not exist.</summary>
    IllegalDataAddress = 2,

    /// <summary>A count or length of the request is wrong; not a word about whether a register's value would suit.</summary>
    IllegalDataValue = 3,

    /// <summary>The device failed while it tried.</summary>
    ServerDeviceFailure = 4,

    /// <summary>Accepted, and it takes long.</summary>
    Acknowledge = 5,

    /// <summary>Busy with a long command; ask again later.</summary>
    ServerDeviceBusy = 6,

    /// <summary>The program function cannot be performed (obsolete, still seen).</summary>
    NegativeAcknowledge = 7,

    /// <summary>A parity error in the record memory (functions 20 and 21).</summary>
    MemoryParityError = 8,

    /// <summary>The gateway has no free path to the device: misconfigured or overloaded.</summary>
    GatewayPathUnavailable = 0x0A,

    /// <summary>The device behind the gateway does not answer.</summary>
    GatewayTargetFailedToRespond = 0x0B,
}
