namespace Millwright.Simulators.Serving;

/// <summary>What a simulated port speaks.</summary>
public enum LineKind
{
    /// <summary>Modbus TCP.</summary>
    Tcp,

    /// <summary>RTU frames over TCP, as serial servers speak it.</summary>
    RtuOverTcp,

    /// <summary>RTU on a pseudo terminal.</summary>
    Serial,
}
