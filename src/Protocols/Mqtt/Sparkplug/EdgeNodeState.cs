namespace Millwright.Mqtt.Sparkplug;

/// <summary>Where an edge node stands in its session (Sparkplug B 3.0, chapter 5).</summary>
public enum EdgeNodePhase
{
    Offline,

    /// <summary>Connected; the primary host is not there, so nothing is born yet.</summary>
    AwaitingHost,

    /// <summary>NBIRTH has been sent: data may flow.</summary>
    Born,
}

/// <summary>What an edge node has to do next.</summary>
public enum EdgeNodeAction
{
    None,

    /// <summary>Publish NBIRTH, then DBIRTH of each device that is there.</summary>
    Birth,

    /// <summary>Publish NDEATH and disconnect.</summary>
    Die,
}

/// <summary>The state of an edge node between two events; the functions give the next one and what to do. Nothing here does I/O.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="NeedsHost">It is configured with a primary host.</param>
/// <param name="IsHostOnline">What the primary host said last.</param>
/// <param name="HostTimestamp">The timestamp of what it said last; older messages do not count.</param>
/// <param name="NextSeq">The sequence number of the next message.</param>
public readonly record struct EdgeNodeState(EdgeNodePhase Phase, bool NeedsHost, bool IsHostOnline, ulong HostTimestamp, byte NextSeq)
{
    /// <summary>Before the first connection.</summary>
    public static EdgeNodeState Begin(bool needsHost) => new(EdgeNodePhase.Offline, needsHost, false, 0, 0);

    /// <summary>The broker accepted us and our subscriptions.</summary>
    public EdgeNodeState Connected(out EdgeNodeAction action)
    {
        var waits = NeedsHost && !IsHostOnline;
        action = waits ? EdgeNodeAction.None : EdgeNodeAction.Birth;
        return this with { Phase = waits ? EdgeNodePhase.AwaitingHost : EdgeNodePhase.Born, NextSeq = 0 };
    }

    /// <summary>The connection is gone. What the host said over it counts no more: it may have gone as well.</summary>
    public EdgeNodeState Disconnected() => this with { Phase = EdgeNodePhase.Offline, IsHostOnline = false, HostTimestamp = 0, NextSeq = 0 };

    /// <summary>The primary host said that it is online or offline (tck-id-operational-behavior-edge-node-termination-host-offline and following).</summary>
    public EdgeNodeState HostSaid(bool online, ulong timestamp, out EdgeNodeAction action)
    {
        action = EdgeNodeAction.None;
        if (!NeedsHost || timestamp < HostTimestamp)
            return this;
        var next = this with { IsHostOnline = online, HostTimestamp = timestamp };
        if (online && Phase == EdgeNodePhase.AwaitingHost)
        {
            action = EdgeNodeAction.Birth;
            return next with { Phase = EdgeNodePhase.Born, NextSeq = 0 };
        }
        if (!online && Phase == EdgeNodePhase.Born)
        {
            action = EdgeNodeAction.Die;
            return next with { Phase = EdgeNodePhase.Offline };
        }
        return next;
    }

    /// <summary>A host asked for new births, or what is born has changed.</summary>
    public EdgeNodeState RebirthAsked(out EdgeNodeAction action)
    {
        action = Phase == EdgeNodePhase.Born ? EdgeNodeAction.Birth : EdgeNodeAction.None;
        return action == EdgeNodeAction.Birth ? this with { NextSeq = 0 } : this;
    }

    /// <summary>Takes a sequence number: 0 to 255, then 0 again.</summary>
    public EdgeNodeState TakeSeq(out byte seq)
    {
        seq = NextSeq;
        return this with { NextSeq = unchecked((byte)(NextSeq + 1)) };
    }
}
