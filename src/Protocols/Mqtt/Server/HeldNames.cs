namespace Millwright.Mqtt.Server;

/// <summary>
/// Bytes of names that clients make the broker keep besides messages: client identifiers, wills, filters, topic aliases. Each may have 65,535 bytes, so
/// counting sessions and subscriptions is not enough. Under the broker's lock.
/// </summary>
/// <param name="limit">The most bytes of all clients together.</param>
internal sealed class HeldNames(long limit)
{
    // One client alone cannot lock out the others.
    private const int SharesOfAll = 16;

    public long Bytes { get; private set; }

    /// <summary>What a filter costs: its text, its levels in the tree, and what stands around them.</summary>
    public static long CostOf(string filter) => 200 + (3L * filter.Length);

    /// <summary>What a session costs without its subscriptions.</summary>
    public static long CostOf(string clientId, long willBytes) => (2L * clientId.Length) + willBytes;

    /// <summary>Takes bytes for a client that holds <paramref name="held"/> already; false when that would be too many, and then none are taken.</summary>
    public bool TryTake(ref long held, long bytes)
    {
        if (Bytes + bytes > limit || held + bytes > limit / SharesOfAll)
            return false;
        Take(ref held, bytes);
        return true;
    }

    /// <summary>Takes bytes whatever the limit, of what was promised before it was counted.</summary>
    public void Take(ref long held, long bytes)
    {
        held += bytes;
        Bytes += bytes;
    }

    public void Give(ref long held, long bytes)
    {
        held -= bytes;
        Bytes -= bytes;
    }
}
