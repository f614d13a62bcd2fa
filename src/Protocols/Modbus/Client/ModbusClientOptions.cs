using Millwright.Wire.Transports;

namespace Millwright.Modbus.Client;

/// <summary>How a client asks.</summary>
public sealed record ModbusClientOptions
{
    /// <summary>The most requests a connection has in flight, 1 to 32. The client goes down to 1 by itself where a device cannot; serial framings always have 1.</summary>
    public int MaxInFlight { get; init; } = 1;

    /// <summary>How long to go on with one request in flight before more are tried again.</summary>
    public TimeSpan InFlightRetry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an answer may take, 1 ms to 5 min. On serial lines the time of the characters themselves is added.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a read without an answer is sent again, 0 to 10. Writes are never repeated.</summary>
    public int ReadRetries { get; init; }

    /// <summary>Requests that may wait for one unit, 1 to 65,536.</summary>
    public int MaxQueuedPerUnit { get; init; } = 1024;

    /// <summary>Requests without an answer, one after the other, that make a unit silent. 1 to 100.</summary>
    public int SilentAfter { get; init; } = 3;

    /// <summary>How long a silent unit is left alone at first; doubled after each failed probe.</summary>
    public TimeSpan SilentBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time a silent unit is left alone.</summary>
    public TimeSpan MaxSilentBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for all devices to carry out a broadcast (MODBUS over Serial Line 1.02, 2.4.1: 100 to 200 ms).</summary>
    public TimeSpan BroadcastTurnaround { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The adapter hears what it sends: the request's bytes are taken off what arrives.</summary>
    public bool SuppressEcho { get; init; }

    /// <summary>Silence after which an unfinished RTU or ASCII frame is dropped, where no port's speed says it.</summary>
    public TimeSpan FrameGap { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Whether what awaits an answer continues on the thread pool. False continues on the I/O thread, which is faster, and the
    /// continuation must not block there.
    /// </summary>
    public bool ContinueOnThreadPool { get; init; }

    /// <summary>The I/O loop, to be shared by many clients; null makes one of the client's own where the system has them.</summary>
    public IoLoop? Loop { get; init; }

    /// <summary>The clock of every timeout.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        Within(MaxInFlight, 1, 32, nameof(MaxInFlight));
        Within(ReadRetries, 0, 10, nameof(ReadRetries));
        Within(MaxQueuedPerUnit, 1, 65_536, nameof(MaxQueuedPerUnit));
        Within(SilentAfter, 1, 100, nameof(SilentAfter));
        Within((int)Math.Min(ResponseTimeout.TotalMilliseconds, int.MaxValue), 1, 300_000, nameof(ResponseTimeout));
    }

    private static void Within(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }
}
