namespace Millwright.Model;

/// <summary>What is true of a condition (IEC 62682, 5.4; OPC 10000-9, 5.5 to 5.8).</summary>
/// <remarks>The numbers are written to disk: never renumber.</remarks>
[Flags]
public enum ConditionFlags : byte
{
    None = 0,
    /// <summary>What it watches for is so now.</summary>
    Active = 1,
    /// <summary>Somebody has taken note of it.</summary>
    Acknowledged = 2,
    /// <summary>Somebody has said that it was seen to; also set where the source asks for no confirmation.</summary>
    Confirmed = 4,
    /// <summary>It still matters: it is active, or somebody has to acknowledge or confirm it.</summary>
    Retain = 8,
    /// <summary>It is watched for at all.</summary>
    Enabled = 16,
    /// <summary>The source keeps it back for a reason of the process.</summary>
    Suppressed = 32,
    /// <summary>Somebody has put it aside for a while.</summary>
    Shelved = 64,
}
