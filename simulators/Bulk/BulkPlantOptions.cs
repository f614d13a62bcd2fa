using System.Net;

namespace Millwright.Simulators.Bulk;

/// <summary>How many registers are spread over how many ports and units.</summary>
public sealed record BulkPlantOptions
{
    /// <summary>Registers in all; the last unit takes what is left.</summary>
    public int Registers { get; init; } = 10_000;

    /// <summary>TCP ports, 1 to 1,000.</summary>
    public int Ports { get; init; } = 1;

    /// <summary>Unit ids behind each port, 1 to 247, counted from 1.</summary>
    public int UnitsPerPort { get; init; } = 1;

    /// <summary>How long a value stays.</summary>
    public TimeSpan ChangeEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>First port; 0 lets the system choose each.</summary>
    public int BasePort { get; init; }

    public IPAddress Address { get; init; } = IPAddress.Loopback;
}
