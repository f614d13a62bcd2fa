namespace Millwright.Simulators.Calendar;

/// <summary>A moment of the plant's calendar.</summary>
/// <param name="Name">The shift.</param>
/// <param name="OnBreak">Machines that need a person stand.</param>
/// <param name="Crew">1 is a full crew; fewer people take longer to clear a stop.</param>
public readonly record struct Shift(ShiftName Name, bool OnBreak, double Crew);
