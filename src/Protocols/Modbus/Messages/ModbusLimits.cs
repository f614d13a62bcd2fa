namespace Millwright.Modbus.Messages;

/// <summary>The largest sizes of MODBUS Application Protocol 1.1b3; every decoder checks them before it believes a length.</summary>
public static class ModbusLimits
{
    /// <summary>Bytes of a PDU (4.1).</summary>
    public const int MaxPduBytes = 253;

    /// <summary>Registers of a read (6.3, 6.4).</summary>
    public const int MaxReadRegisters = 125;

    /// <summary>Coils or discrete inputs of a read (6.1, 6.2).</summary>
    public const int MaxReadBits = 2000;

    /// <summary>Registers of a write (6.12).</summary>
    public const int MaxWriteRegisters = 123;

    /// <summary>Coils of a write (6.11).</summary>
    public const int MaxWriteBits = 1968;

    /// <summary>Registers written by function 23 (6.17).</summary>
    public const int MaxReadWriteWriteRegisters = 121;

    /// <summary>Registers of a FIFO queue (6.18).</summary>
    public const int MaxFifoRegisters = 31;

    /// <summary>Data bytes of a file request or reply (6.14, 6.15).</summary>
    public const int MaxFileBytes = 0xF5;

    /// <summary>The highest record number of a file (6.14).</summary>
    public const int MaxFileRecord = 9999;

    /// <summary>Events of a communication event log (6.10).</summary>
    public const int MaxEventLogEvents = 64;

    /// <summary>Set in the function code of a reply that is an exception.</summary>
    public const byte ExceptionFlag = 0x80;
}
