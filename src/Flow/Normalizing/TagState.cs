using Millwright.Model;

namespace Millwright.Flow.Normalizing;

/// <summary>What normalizing remembers of a tag between samples.</summary>
internal struct TagState
{
    /// <summary>The last kept sample.</summary>
    public double LastNumber;
    public ulong LastBits;
    public object? LastReference;
    public long LastTime;
    public long LastKept;
    public Quality LastQuality;
    public TagKind LastKind;
    public TagFlags Flags;
    /// <summary>The raw count that the total stands on.</summary>
    public double CounterBase;
    public double CounterTotal;
    /// <summary>Monotonic time of the last reading, kept or not.</summary>
    public long LastArrival;

    public readonly bool Is(TagFlags flag) => (Flags & flag) != 0;
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
