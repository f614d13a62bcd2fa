namespace Millwright.OpcUa.Client;

/// <summary>One subscription at the server; many items need several.</summary>
internal sealed class SubscriptionPart(Subscription owner)
{
    public Subscription Owner { get; } = owner;

    public uint Id { get; set; }

    /// <summary>The number that the next message must have.</summary>
    public uint Expected { get; set; } = 1;

    /// <summary>A message was given, and the connection ended before its batch did.</summary>
    public bool IsBatchOpen { get; set; }

    /// <summary>Longest time between two signs of life.</summary>
    public TimeSpan KeepAlive { get; set; }

    /// <summary>Monotonic time of the last message.</summary>
    public long HeardAt { get; set; }

    /// <summary>Wall clock of the last message.</summary>
    public DateTimeOffset HeardAtUtc { get; set; }

    /// <summary>Items assigned, live or being made.</summary>
    public int Items { get; set; }

    /// <summary>The server does not know it any more, or it is silent: it is made anew.</summary>
    public bool IsLost { get; set; }

    /// <summary>Held while values are given to the sink, so that none comes once the sink was told that they are missing.</summary>
    public Lock Delivering { get; } = new();

    /// <summary>The sink was told that it is gone. Guarded by <see cref="Delivering"/>.</summary>
    public bool IsGone { get; set; }

    /// <summary>The number before a number; 0 is never used (OPC 10000-4, 7.9).</summary>
    public static uint Before(uint number) => number == 1 ? uint.MaxValue : number - 1;

    /// <summary>The number after a number; 0 is never used (OPC 10000-4, 7.9).</summary>
    public static uint After(uint number) => number == uint.MaxValue ? 1 : number + 1;
}
