namespace Millwright.Simulators.Faults;

/// <summary>A fault that comes by itself.</summary>
/// <param name="After">Time after the plant's start, unscaled.</param>
/// <param name="Machine">The machine's name.</param>
/// <param name="Fault">What happens.</param>
/// <param name="Duration">How long it lasts, unscaled.</param>
public sealed record ScheduledFault(TimeSpan After, string Machine, Fault Fault, TimeSpan Duration);
