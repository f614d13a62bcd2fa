namespace Millwright.Control.Writes;

/// <summary>How patient the gate is with a device.</summary>
public sealed record WriteGateOptions
{
    /// <summary>For the reading before the write, and for the write itself.</summary>
    public TimeSpan DeviceTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a device may take to show what was written.</summary>
    public TimeSpan ReadBackTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two looks at it.</summary>
    public TimeSpan ReadBackInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A value from further in the future than this says that a clock is wrong, and is not trusted.</summary>
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromSeconds(1);
}
