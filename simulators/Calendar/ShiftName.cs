namespace Millwright.Simulators.Calendar;

/// <summary>Who works.</summary>
public enum ShiftName
{
    Early = 1,
    Late = 2,
    Night = 3,
    Weekend = 4,
}
