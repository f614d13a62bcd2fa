namespace Millwright.OpcUa.Messages;

/// <summary>How a deadband is measured (OPC 10000-4, 7.22.2).</summary>
public enum DeadbandType
{
    None = 0,
    Absolute = 1,
    Percent = 2,
}
