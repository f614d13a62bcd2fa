namespace Millwright.Flow.Sources;

/// <summary>Why samples are missing.</summary>
/// <remarks>The numbers are written to disk: never renumber.</remarks>
public enum GapCause : byte
{
    DeviceDown = 1,
    BadQuality = 2,
    BufferFull = 3,
    ClockJump = 4,
    Restart = 5,
    DiskFull = 6,
    /// <summary>The written overflow policy of the log dropped what a slow sink had not taken.</summary>
    Overflow = 7,
    /// <summary>A damaged segment or block: what it held cannot be read.</summary>
    Damage = 8,
    /// <summary>The device answered too slowly to keep the schedule.</summary>
    TooSlow = 9,
    /// <summary>Switched off or changed by configuration.</summary>
    Disabled = 10,
    /// <summary>The log could not write or sync: what was on its way was refused.</summary>
    LogFailure = 11,
}
