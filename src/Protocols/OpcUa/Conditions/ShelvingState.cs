namespace Millwright.OpcUa.Conditions;

/// <summary>Whether an alarm is put aside by an operator (OPC 10000-9, 5.8.17).</summary>
public enum ShelvingState
{
    Unshelved,

    /// <summary>Until a time.</summary>
    Timed,

    /// <summary>Until it is not active any more.</summary>
    OneShot,
}
