using System.Net;
using Millwright.Simulators.Faults;
using Millwright.Simulators.OpcUa;

namespace Millwright.Simulators.Plants;

/// <summary>How a simulated plant is started.</summary>
public sealed record SimulatedPlantOptions
{
    /// <summary>First TCP port; the others follow in the order of <see cref="DemoPlant"/>. 0 lets the system choose each.</summary>
    public int BasePort { get; init; } = 15020;

    /// <summary>Where the ports listen; loopback unless somebody asks for more.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The same seed and start give the same plant.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Plant seconds per second, 0.1 to 10,000.</summary>
    public double TimeFactor { get; init; } = 1;

    /// <summary>Whose wall clock the shifts follow.</summary>
    public string TimeZone { get; init; } = "Europe/Berlin";

    /// <summary>Path of the link to the serial line; null leaves the serial machines without a line's stable name.</summary>
    public string? SerialLink { get; init; }

    /// <summary>Serves the machines over OPC UA as well; null does not.</summary>
    public SimulatedOpcUaOptions? OpcUa { get; init; }

    /// <summary>Plant time that passes before the ports open, so that nothing starts from cold.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Faults that come by themselves at given times.</summary>
    public IReadOnlyList<ScheduledFault> Schedule { get; init; } = [];

    /// <summary>Faults of the communication that come by chance, in an unscaled hour; drawn from the seed.</summary>
    public double RandomFaultsPerHour { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(TimeFactor, 0.1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TimeFactor, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(BasePort, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BasePort, 65_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(RandomFaultsPerHour, 0);
        if (OpcUa is null)
            return;
        ArgumentOutOfRangeException.ThrowIfLessThan(OpcUa.BasePort, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(OpcUa.BasePort, 65_000);
    }
}
