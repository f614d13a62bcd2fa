namespace Millwright.Modbus.Messages;

/// <summary>One group of records in functions 20 and 21 (6.14, 6.15).</summary>
/// <param name="File">File number, 1 to 65535.</param>
/// <param name="Record">First record, 0 to 9999.</param>
/// <param name="Length">Records of one register each.</param>
public readonly record struct FileSubRequest(ushort File, ushort Record, ushort Length)
{
    /// <summary>The only reference type there is.</summary>
    public const byte ReferenceType = 6;

    /// <summary>Bytes of the group's head on the wire.</summary>
    public const int HeadBytes = 7;
}
