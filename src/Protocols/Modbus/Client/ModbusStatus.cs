namespace Millwright.Modbus.Client;

/// <summary>How a request ended.</summary>
public enum ModbusStatus : byte
{
    /// <summary>Answered.</summary>
    Ok,

    /// <summary>Refused by the device or by a gateway; see <see cref="ModbusResult.Exception"/>.</summary>
    Exception,

    /// <summary>Sent, and not answered in time. A write may have been carried out.</summary>
    Timeout,

    /// <summary>Not sent: the unit has not answered lately and is left alone until its next probe.</summary>
    UnitSilent,

    /// <summary>Not connected, or the connection ended before the answer. A write may have been carried out.</summary>
    ConnectionLost,

    /// <summary>Answered with something that does not fit the request.</summary>
    InvalidReply,

    /// <summary>Not sent: too many requests wait for this unit.</summary>
    QueueFull,
}
