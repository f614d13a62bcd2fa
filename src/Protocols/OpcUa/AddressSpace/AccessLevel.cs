namespace Millwright.OpcUa.AddressSpace;

/// <summary>What may be done with a variable's value (OPC 10000-3, 8.57).</summary>
[Flags]
public enum AccessLevel : byte
{
    None = 0,
    CurrentRead = 1,
    CurrentWrite = 2,
    HistoryRead = 4,
    HistoryWrite = 8,
    SemanticChange = 16,
    StatusWrite = 32,
    TimestampWrite = 64,

    /// <summary>Readable and writable now.</summary>
    ReadWrite = CurrentRead | CurrentWrite,
}
