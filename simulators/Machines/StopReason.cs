namespace Millwright.Simulators.Machines;

/// <summary>Why a packaging line stands.</summary>
public enum StopReason
{
    None = 0,
    Starved = 1,
    Blocked = 2,
    Jam = 3,
    MaterialChange = 4,
    Break = 5,
    QualityCheck = 6,
    NoOrder = 7,
}
