namespace Millwright.Simulators.Machines;

/// <summary>Where an injection press is in its cycle.</summary>
public enum PressPhase
{
    Waiting = 0,
    Closing = 1,
    Injecting = 2,
    Holding = 3,
    Cooling = 4,
    Opening = 5,
    Ejecting = 6,
}
