namespace Millwright.OpcUa.Messages;

/// <summary>How a stored value came about (OPC 10000-11, 6.6.3).</summary>
public enum HistoryUpdateType
{
    Insert = 1,
    Replace = 2,
    Update = 3,
    Delete = 4,
}
