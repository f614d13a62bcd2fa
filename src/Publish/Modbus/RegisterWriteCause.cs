using Millwright.Modbus.Messages;
using Millwright.Publish.Plant;

namespace Millwright.Publish.Modbus;

/// <summary>Why a write of a Modbus client was refused. Each has its exception, so that a client can tell what to do.</summary>
public enum RegisterWriteCause
{
    /// <summary>Nothing of the map is writable, or not for this address, or the role is too low for the tag: exception 1.</summary>
    NotAllowed,

    /// <summary>There is no tag at an address of the request: exception 2.</summary>
    NoTag,

    /// <summary>A tag of the request is not writable: exception 2.</summary>
    NotWritable,

    /// <summary>Only a part of a value's registers: exception 3.</summary>
    Torn,

    /// <summary>Not of the tag's type, outside its envelope, or too great a step: exception 3.</summary>
    Value,

    /// <summary>The tag's own value is not Good or too old: exception 4.</summary>
    NotGood,

    /// <summary>The audit trail cannot be written, so nothing is: exception 4.</summary>
    NotRecorded,

    /// <summary>The device refused or is not connected; it has not been written: exception 4.</summary>
    Device,

    /// <summary>Too soon after the write before, or another one is under way: exception 6, ask again later.</summary>
    Busy,

    /// <summary>The device did not confirm; nobody knows what it has taken: exception 0x0B.</summary>
    Unconfirmed,
}

/// <summary>What can be said of a <see cref="RegisterWriteCause"/>.</summary>
internal static class RegisterWriteCauses
{
    public static ModbusExceptionCode Exception(this RegisterWriteCause cause) => cause switch
    {
        RegisterWriteCause.NotAllowed => ModbusExceptionCode.IllegalFunction,
        RegisterWriteCause.NoTag or RegisterWriteCause.NotWritable => ModbusExceptionCode.IllegalDataAddress,
        RegisterWriteCause.Torn or RegisterWriteCause.Value => ModbusExceptionCode.IllegalDataValue,
        RegisterWriteCause.Busy => ModbusExceptionCode.ServerDeviceBusy,
        RegisterWriteCause.Unconfirmed => ModbusExceptionCode.GatewayTargetFailedToRespond,
        _ => ModbusExceptionCode.ServerDeviceFailure,
    };

    /// <summary>The cause behind an answer of the gate; null when it is done.</summary>
    public static RegisterWriteCause? Of(WriteEnd end) => end switch
    {
        WriteEnd.Done => null,
        WriteEnd.UnknownTag => RegisterWriteCause.NoTag,
        WriteEnd.NotWritable => RegisterWriteCause.NotWritable,
        WriteEnd.NotAllowed => RegisterWriteCause.NotAllowed,
        WriteEnd.WrongType or WriteEnd.OutOfRange => RegisterWriteCause.Value,
        WriteEnd.TooSoon or WriteEnd.Busy => RegisterWriteCause.Busy,
        WriteEnd.Stale => RegisterWriteCause.NotGood,
        WriteEnd.NotRecorded => RegisterWriteCause.NotRecorded,
        WriteEnd.DeviceRefused => RegisterWriteCause.Device,
        _ => RegisterWriteCause.Unconfirmed,
    };
}
