namespace Millwright.OpcUa.Encoding;

/// <summary>Writes one element of an array.</summary>
public delegate void EncodeElement<in T>(UaWriter writer, T element);
