using Millwright.Simulators.Calendar;

namespace Millwright.Simulators.Machines;

/// <summary>What the rest of the plant does to a machine in one step.</summary>
internal readonly record struct Surroundings
{
    /// <summary>Wall clock time of the plant.</summary>
    public DateTime Local { get; init; }

    public Shift Shift { get; init; }

    /// <summary>Outside temperature, °C.</summary>
    public double Outdoor { get; init; }

    /// <summary>Hall temperature, °C.</summary>
    public double Hall { get; init; }

    /// <summary>Pressure of the compressed air net, bar.</summary>
    public double AirPressure { get; init; }

    /// <summary>Free air all machines take, m³/min.</summary>
    public double AirDemand { get; init; }

    /// <summary>Chilled water supply, °C.</summary>
    public double ChilledWater { get; init; }

    /// <summary>Heat all machines give to the chilled water, kW.</summary>
    public double HeatToWater { get; init; }

    /// <summary>Heat all machines give to the hall, kW.</summary>
    public double HeatToHall { get; init; }

    /// <summary>Parts the press hands to the packaging line, per second.</summary>
    public double PressParts { get; init; }

    /// <summary>Active power behind the meter, kW.</summary>
    public double LoadKw { get; init; }

    /// <summary>Reactive power behind the meter, kvar.</summary>
    public double LoadKvar { get; init; }
}
