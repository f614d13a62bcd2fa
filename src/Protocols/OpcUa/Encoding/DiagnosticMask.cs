namespace Millwright.OpcUa.Encoding;

/// <summary>The first byte of diagnostics: which parts follow (OPC 10000-6, table 18).</summary>
internal static class DiagnosticMask
{
    public const byte SymbolicId = 0x01;
    public const byte NamespaceUri = 0x02;
    public const byte LocalizedText = 0x04;
    public const byte Locale = 0x08;
    public const byte AdditionalInfo = 0x10;
    public const byte InnerStatus = 0x20;
    public const byte Inner = 0x40;
}
