namespace Millwright.OpcUa.Messages;

/// <summary>What to do with given values (OPC 10000-11, 6.9.2).</summary>
public enum PerformUpdateType
{
    Insert = 1,
    Replace = 2,
    Update = 3,
    Remove = 4,
}
