namespace Millwright.Simulators.Faults;

/// <summary>What kinds of faults there are.</summary>
public static class FaultKinds
{
    /// <summary>Whether a kind disturbs a machine's OPC UA server.</summary>
    public static bool IsOfOpcUa(this FaultKind kind) => kind is FaultKind.NamespaceReorder or FaultKind.SessionLoss or FaultKind.CertificateExpired
        or FaultKind.SlowPublish or FaultKind.BadStatusBurst or FaultKind.QueueOverflow or FaultKind.DyingNodes;

    /// <summary>Whether a kind is of the machine or its network, and so is seen by both protocols.</summary>
    public static bool IsOfBoth(this FaultKind kind) =>
        kind is FaultKind.PowerCycle or FaultKind.AddressChange or FaultKind.ProgramChange or FaultKind.ConnectionRefused or FaultKind.ConnectionLimit;
}
