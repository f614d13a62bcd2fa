namespace Millwright.Simulators.Faults;

/// <summary>A fault that shapes the answers of a port now.</summary>
/// <param name="Unit">The unit; the whole port where the kind says so.</param>
/// <param name="Fault">The fault.</param>
internal sealed record ActiveFault(byte Unit, Fault Fault)
{
    public bool Concerns(byte unit) => unit == Unit || Fault.Kind == FaultKind.PortSilence;
}
