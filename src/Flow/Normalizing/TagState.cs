using Millwright.Model;

namespace Millwright.Flow.Normalizing;

/// <summary>What normalizing remembers of every tag between samples.</summary>
internal struct TagState
{
    /// <summary>Monotonic time of the last reading, kept or not.</summary>
    public long LastArrival;
    public TagFlags Flags;

    public readonly bool Is(TagFlags flag) => (Flags & flag) != 0;
}

/// <summary>The last kept sample of a tag with a deadband.</summary>
internal struct KeptSample
{
    public double Number;
    public ulong Bits;
    public object? Reference;
    public long Time;
    /// <summary>Monotonic time at which it was kept.</summary>
    public long KeptAt;
    public Quality Quality;
    public TagKind Kind;
}

/// <summary>Where a counter stands.</summary>
internal struct CounterState
{
    /// <summary>The raw count that the total stands on.</summary>
    public double Base;
    public double Total;
}

/// <summary>Where a tag stands in startup sync and counting.</summary>
[Flags]
internal enum TagFlags : byte
{
    None = 0,
    /// <summary>There is a last kept sample.</summary>
    HasLast = 1,
    /// <summary>One whole cycle has been read since the last connect or restart.</summary>
    Synchronized = 2,
    /// <summary>A sample came since the last connect or restart.</summary>
    Seen = 4,
    /// <summary>The tag failed alone and is read again: it is synchronized with its next sample.</summary>
    SynchronizeNext = 8,
    /// <summary>The counter has a base.</summary>
    HasBase = 16,
    /// <summary>The counter has a total, from samples or from history.</summary>
    HasTotal = 32,
    /// <summary>Found stale, and said so.</summary>
    Stale = 64,
}
