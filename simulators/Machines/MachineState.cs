namespace Millwright.Simulators.Machines;

/// <summary>What a machine is doing, in the words of ISO 22400.</summary>
public enum MachineState
{
    Idle = 0,
    Setup = 1,
    Running = 2,
    Stopped = 3,
    Fault = 4,
}
