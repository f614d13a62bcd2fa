namespace Millwright.OpcUa.Messages;

/// <summary>Which times come with a value (OPC 10000-4, 7.40).</summary>
public enum TimestampsToReturn
{
    Source = 0,
    Server = 1,
    Both = 2,
    Neither = 3,
    Invalid = 4,
}
