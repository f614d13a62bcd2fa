namespace Millwright.OpcUa.Encoding;

/// <summary>The first byte of a node id (OPC 10000-6, table 16).</summary>
internal static class NodeIdEncoding
{
    public const byte TwoByte = 0;
    public const byte FourByte = 1;
    public const byte Numeric = 2;
    public const byte Text = 3;
    public const byte Guid = 4;
    public const byte Opaque = 5;
    public const byte NamespaceUriFlag = 0x80;
    public const byte ServerIndexFlag = 0x40;
    public const byte Flags = NamespaceUriFlag | ServerIndexFlag;
}
