namespace Millwright.Modbus.Registers;

/// <summary>
/// In which order a device stores the bytes of a value wider than a register. A is the most significant byte; the names are those of
/// 32 bits, and 64 bits follow the same rule.
/// </summary>
public enum WordOrder : byte
{
    /// <summary>Most significant word first, most significant byte first: what the specification implies.</summary>
    Abcd,

    /// <summary>Least significant word first, each word most significant byte first.</summary>
    Cdab,

    /// <summary>Most significant word first, each word least significant byte first.</summary>
    Badc,

    /// <summary>Least significant byte first throughout.</summary>
    Dcba,
}
