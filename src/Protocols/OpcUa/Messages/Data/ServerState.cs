namespace Millwright.OpcUa.Messages;

/// <summary>A server's state (OPC 10000-5, 12.6).</summary>
public enum ServerState
{
    Running = 0,
    Failed = 1,
    NoConfiguration = 2,
    Suspended = 3,
    Shutdown = 4,
    Test = 5,
    CommunicationFault = 6,
    Unknown = 7,
}
