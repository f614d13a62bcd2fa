namespace Millwright.OpcUa.Encoding;

/// <summary>The first byte of a data value: which parts follow (OPC 10000-6, table 24).</summary>
internal static class DataValueMask
{
    public const byte Value = 0x01;
    public const byte Status = 0x02;
    public const byte SourceTimestamp = 0x04;
    public const byte ServerTimestamp = 0x08;
    public const byte SourcePicoseconds = 0x10;
    public const byte ServerPicoseconds = 0x20;
    public const byte All = 0x3F;
}
