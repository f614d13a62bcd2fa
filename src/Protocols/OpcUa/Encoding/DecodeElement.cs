namespace Millwright.OpcUa.Encoding;

/// <summary>Reads one element of an array.</summary>
public delegate T DecodeElement<out T>(ref UaReader reader);
