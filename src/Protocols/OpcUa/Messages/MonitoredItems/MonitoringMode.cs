namespace Millwright.OpcUa.Messages;

/// <summary>Whether an item samples and reports (OPC 10000-4, 7.23).</summary>
public enum MonitoringMode
{
    Disabled = 0,
    Sampling = 1,
    Reporting = 2,
}
