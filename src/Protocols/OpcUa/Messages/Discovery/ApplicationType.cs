namespace Millwright.OpcUa.Messages;

/// <summary>What an application is (OPC 10000-4, 7.4).</summary>
public enum ApplicationType
{
    Server = 0,
    Client = 1,
    ClientAndServer = 2,
    DiscoveryServer = 3,
}
