using System.ComponentModel;
using Millwright.Model;

namespace Millwright.Flow.Options;

/// <summary>What every connection has, whatever its driver.</summary>
public sealed class ConnectionOptions
{
    /// <summary>The shortest scan that is accepted.</summary>
    public static TimeSpan MinScan => TimeSpan.FromMilliseconds(1);

    /// <summary>The longest scan that is accepted.</summary>
    public static TimeSpan MaxScan => TimeSpan.FromDays(1);

    [Description("The driver's name, such as modbus-tcp.")]
    public string Driver { get; set; } = "";

    [Description("False keeps the connection configured but closed; its tags are Bad (out of service).")]
    public bool Enabled { get; set; } = true;

    [Description("How often its tags are read, unless a tag says otherwise.")]
    public TimeSpan Scan { get; set; } = TimeSpan.FromSeconds(1);

    [Description("How far a device's clock may run ahead of ours; a time beyond is replaced by ours and the sample is Uncertain.")]
    public TimeSpan MaxClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    [Description("How many events a second the connection may hand over in the long run, ten times as many at once; more are dropped and counted.")]
    public int MaxEvents { get; set; } = 100;

    /// <summary>All that is wrong with these options alone.</summary>
    public IEnumerable<OptionProblem> Check()
    {
        if (Driver.Length == 0)
            yield return new("driver", "the connection names no driver", "write driver: and one of the names that `millwright check --drivers` lists");
        if (Scan < MinScan || Scan > MaxScan)
            yield return new("scan", $"a scan of {Scan} is not possible", "write a duration from 1 ms to 1 d");
        if (MaxEvents is < 1 or > 100_000)
            yield return new("max_events", $"{MaxEvents} events a second are not possible", "write 1 to 100000");
        if (MaxClockSkew <= TimeSpan.Zero)
            yield return new("max_clock_skew", "the allowed clock skew is not above zero", "write a duration such as 1 min");
    }
}
