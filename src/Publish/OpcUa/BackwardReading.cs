using Millwright.Historian;
using Millwright.Model;

namespace Millwright.Publish.OpcUa;

/// <summary>The newest samples of a range: a store that streams forwards is asked for the part in which they lie.</summary>
internal static class BackwardReading
{
    // Forty halvings of the longest range there is come down to a fraction of a second.
    private const int MaxHalvings = 50;

    /// <summary>Up to <paramref name="count"/> samples with <c>from &lt;= time &lt; to</c>, newest first.</summary>
    public static async ValueTask<List<StoredSample>> ReadAsync(
        IHistoryStore history, TagId tag, Timestamp from, Timestamp to, int count, CancellationToken cancellation)
    {
        var begin = await BeginAsync(history, tag, from, to, count, cancellation).ConfigureAwait(false);
        var newest = new Queue<StoredSample>();
        await foreach (var sample in history.ReadRawAsync(tag, begin, to, int.MaxValue, cancellation).ConfigureAwait(false))
        {
            if (newest.Count == count)
                newest.Dequeue();
            newest.Enqueue(sample);
        }
        return [.. newest.Reverse()];
    }

    /// <summary>The begin of a part that ends at <paramref name="to"/> and holds enough, and as a rule not much more than twice of it.</summary>
    private static async ValueTask<Timestamp> BeginAsync(
        IHistoryStore history, TagId tag, Timestamp from, Timestamp to, int count, CancellationToken cancellation)
    {
        if (await history.GetExtentAsync(tag, cancellation).ConfigureAwait(false) is { } extent && extent.First > from)
            from = extent.First;
        if (from >= to || await history.CountAsync(tag, from, to, cancellation).ConfigureAwait(false) <= 2L * count)
            return from;
        var (low, high) = (from.Ticks, to.Ticks);
        for (var i = 0; i < MaxHalvings && high - low > 1; i++)
        {
            var middle = low + (high - low) / 2;
            var held = await history.CountAsync(tag, new(middle), to, cancellation).ConfigureAwait(false);
            if (held < count)
                high = middle;
            else
                low = middle;
            if (held >= count && held <= 2L * count)
                break;
        }
        return new(low);
    }
}
