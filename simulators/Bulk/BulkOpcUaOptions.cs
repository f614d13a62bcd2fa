using System.Net;

namespace Millwright.Simulators.Bulk;

/// <summary>How many variables an OPC UA server shows and how often they change.</summary>
public sealed record BulkOpcUaOptions
{
    /// <summary>Variables, 1 to 1,000,000.</summary>
    public int Nodes { get; init; } = 100_000;

    /// <summary>Variables of a folder, 1 to 10,000.</summary>
    public int NodesPerFolder { get; init; } = 1_000;

    /// <summary>How long a value stays. The changes are spread over this time in portions of a tenth.</summary>
    public TimeSpan ChangeEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The port; 0 lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>Where it listens. There is no security, so only loopback.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;
}
