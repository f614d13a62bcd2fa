namespace Millwright.OpcUa.Encoding;

/// <summary>The first byte of a variant (OPC 10000-6, table 23).</summary>
internal static class VariantMask
{
    public const byte TypeMask = 0x3F;
    public const byte Dimensions = 0x40;
    public const byte Array = 0x80;
}
