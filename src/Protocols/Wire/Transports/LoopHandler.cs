using System.Runtime.InteropServices;

namespace Millwright.Wire.Transports;

/// <summary>One file descriptor on an <see cref="IoLoop"/>.</summary>
internal abstract class LoopHandler
{
    /// <summary>The descriptor.</summary>
    public abstract SafeHandle Handle { get; }

    /// <summary>The loop's number for this line; 0 while it is not attached.</summary>
    public int Slot { get; set; }

    /// <summary>Tells this use of the slot from earlier ones.</summary>
    public uint Generation { get; set; }

    /// <summary>When it was last ready, for a loop that gathers.</summary>
    public long HeardAt { get; set; }

    /// <summary>Whether it is told once of what comes, and then reads all of it.</summary>
    public virtual bool IsEdgeTriggered => false;

    /// <summary>The descriptor is readable, writable, hung up or in error. Runs on the loop's thread.</summary>
    public abstract void OnReady(uint events);
}
