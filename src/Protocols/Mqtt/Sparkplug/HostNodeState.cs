namespace Millwright.Mqtt.Sparkplug;

/// <summary>What a host application does with a message of an edge node.</summary>
public enum HostAction
{
    /// <summary>It counts.</summary>
    Take,

    /// <summary>It does not count.</summary>
    Ignore,

    /// <summary>It does not count, and the node has to be asked for its births.</summary>
    AskRebirth,
}

/// <summary>What a host application knows of one edge node between two messages (Sparkplug B 3.0, chapter 5); the functions give the next state. Nothing here does I/O.</summary>
/// <param name="IsOnline">Born and not dead, with nothing missed since.</param>
/// <param name="IsAsked">It was asked for its births and has not answered.</param>
/// <param name="BdSeq">The number that ties its death to its birth; null where the birth had none.</param>
/// <param name="LastSeq">The sequence number of its last message.</param>
public readonly record struct HostNodeState(bool IsOnline, bool IsAsked, ulong? BdSeq, byte LastSeq)
{
    /// <summary>NBIRTH.</summary>
    public static HostNodeState Born(byte seq, ulong? bdSeq) => new(true, false, bdSeq, seq);

    /// <summary>Any other message with a sequence number: it follows the last one, or something was missed and only new births can tell what.</summary>
    public HostNodeState Said(byte seq, out HostAction action)
    {
        if (IsOnline && seq == unchecked((byte)(LastSeq + 1)))
        {
            action = HostAction.Take;
            return this with { LastSeq = seq };
        }
        action = IsAsked ? HostAction.Ignore : HostAction.AskRebirth;
        return this with { IsOnline = false, IsAsked = true };
    }

    /// <summary>A metric has an alias that no birth told.</summary>
    public HostNodeState NotUnderstood(out HostAction action)
    {
        action = IsAsked ? HostAction.Ignore : HostAction.AskRebirth;
        return this with { IsOnline = false, IsAsked = true };
    }

    /// <summary>NDEATH: of this birth, or of one long gone whose will came late.</summary>
    public HostNodeState Died(ulong? bdSeq, out HostAction action)
    {
        if (!IsOnline || (BdSeq is { } own && bdSeq is { } theirs && own != theirs))
        {
            action = HostAction.Ignore;
            return this;
        }
        action = HostAction.Take;
        return this with { IsOnline = false, IsAsked = false };
    }

    /// <summary>It was asked and does not answer: the next message asks again.</summary>
    public HostNodeState AskAgain() => this with { IsAsked = false };
}
