namespace Millwright.OpcUa.Messages;

/// <summary>Which references are followed (OPC 10000-4, 7.5).</summary>
public enum BrowseDirection
{
    Forward = 0,
    Inverse = 1,
    Both = 2,
    Invalid = 3,
}
