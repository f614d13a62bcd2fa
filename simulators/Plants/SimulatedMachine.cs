using Millwright.Simulators.Machines;
using Millwright.Simulators.OpcUa;
using Millwright.Simulators.Registers;
using Millwright.Simulators.Serving;

namespace Millwright.Simulators.Plants;

/// <summary>A machine and where a master finds it.</summary>
public sealed class SimulatedMachine
{
    private readonly SimulatedPort _port;

    internal SimulatedMachine(Machine machine, SimulatedPort port, byte unit, OpcUaPort? opcUa)
    {
        Machine = machine;
        OpcUa = opcUa;
        _port = port;
        Unit = unit;
    }

    public string Name => Machine.Name;

    /// <summary>What it is, such as <c>injection-press</c>.</summary>
    public string Kind => Machine.Kind;

    public Identification Identification => Machine.Identification;

    /// <summary>The register table, as the running program version places it.</summary>
    public IReadOnlyList<RegisterPoint> Points => Machine.Points;

    public LineKind Line => _port.Kind;

    /// <summary>Host and port, or the path of the serial port.</summary>
    public string Address => _port.Address;

    /// <summary>The TCP port; 0 on a serial line. Changes with <see cref="Faults.FaultKind.AddressChange"/>.</summary>
    public int Port => _port.Kind == LineKind.Serial ? 0 : _port.Port;

    public byte Unit { get; }

    /// <summary>The endpoint of the OPC UA server that shows the machine too; null where there is none.</summary>
    public string? OpcUaUrl => OpcUa?.Url;

    internal Machine Machine { get; }

    internal OpcUaPort? OpcUa { get; }

    internal SimulatedPort SimulatedPort => _port;
}
