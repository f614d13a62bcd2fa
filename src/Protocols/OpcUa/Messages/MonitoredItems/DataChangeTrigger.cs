namespace Millwright.OpcUa.Messages;

/// <summary>What makes a change (OPC 10000-4, 7.10).</summary>
public enum DataChangeTrigger
{
    Status = 0,
    StatusValue = 1,
    StatusValueTimestamp = 2,
}
