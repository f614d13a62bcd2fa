namespace Millwright.OpcUa.Types;

/// <summary>How the body of an <see cref="ExtensionObject"/> is encoded (OPC 10000-6, 5.2.2.15).</summary>
public enum ExtensionObjectEncoding : byte
{
    NoBody = 0,
    Binary = 1,
    Xml = 2,
}
