namespace Millwright.Simulators.OpcUa;

/// <summary>How the machines are also served over OPC UA: a server for each controller, gateway or line that has a Modbus port.</summary>
public sealed record SimulatedOpcUaOptions
{
    /// <summary>Port of the first server; the others follow in the order of the Modbus ports. 0 lets the system choose each.</summary>
    public int BasePort { get; init; } = 14840;

    /// <summary>
    /// Folder of the servers' own certificates, made where there are none: then SignAndEncrypt is offered, on loopback None as well. Null offers
    /// None alone, which only loopback allows.
    /// </summary>
    public string? PkiFolder { get; init; }
}
