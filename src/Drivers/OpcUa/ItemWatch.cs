using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>
/// Sees to it that "connected" means that every tag is live: what the server does not bring by subscription is read instead, and now and then
/// some of what it brings is compared with what it would say if it was asked.
/// </summary>
internal sealed class ItemWatch(OpcUaLink link, OpcUaConnectionOptions options, TimeProvider clock)
{
    private const int ComparedAtOnce = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CompareEvery = TimeSpan.FromSeconds(10);

    private long _began;
    private long _checkedAt;
    private long _comparedAt;
    private int _comparedTo;

    /// <summary>All tags have been synchronized: from now on they have to be live.</summary>
    public void Begin()
    {
        _began = _checkedAt = _comparedAt = clock.GetTimestamp();
        if (!options.Poll)
            return;
        foreach (var item in link.Feed.Items.Where(i => !i.IsPolled))
            Poll(item);
    }

    /// <summary>The server has more items; their first values are to come.</summary>
    public void Expect() => _began = clock.GetTimestamp();

    /// <summary>The server refused the item.</summary>
    /// <returns>False when it is read instead; then it has not failed.</returns>
    public bool Refused(FeedItem item, StatusCode status)
    {
        if ((StatusCodes)status.Condition.Value is not (StatusCodes.BadTooManyMonitoredItems or StatusCodes.BadServiceUnsupported
            or StatusCodes.BadNotSupported or StatusCodes.BadTooManySubscriptions or StatusCodes.BadOutOfMemory or StatusCodes.BadResourceUnavailable))
        {
            return true;
        }
        Poll(item);
        return false;
    }

    /// <summary>Items whose time to be read has come; their next time is set.</summary>
    public IReadOnlyList<FeedItem> DueForReading()
    {
        var now = clock.GetTimestamp();
        List<FeedItem>? due = null;
        foreach (var item in link.Feed.Items)
        {
            if (!item.IsPolled || item.Named is null || item.DueAt > now)
                continue;
            (due ??= []).Add(item);
            var step = (long)(item.Interval.TotalSeconds * clock.TimestampFrequency);
            item.DueAt = Math.Max(item.DueAt + step, now);
        }
        return due ?? [];
    }

    /// <summary>How long until something is to be read, and at most so long.</summary>
    public TimeSpan NextIn(TimeSpan most)
    {
        var now = clock.GetTimestamp();
        var next = long.MaxValue;
        foreach (var item in link.Feed.Items)
        {
            if (item is { IsPolled: true, Named: not null })
                next = Math.Min(next, item.DueAt);
        }
        if (next == long.MaxValue)
            return most;
        var wait = next <= now ? TimeSpan.FromMilliseconds(1) : clock.GetElapsedTime(now, next);
        return wait < most ? wait : most;
    }

    /// <summary>Looks, when it is time to, which items are not live and which are behind.</summary>
    /// <exception cref="UaException">The connection was lost on the way.</exception>
    public async ValueTask LookAsync(NodeSynchronizer nodes, Func<string, CancellationToken, ValueTask> note, CancellationToken cancellation)
    {
        if (options.Poll || clock.GetElapsedTime(_checkedAt) < CheckEvery)
            return;
        _checkedAt = clock.GetTimestamp();
        var (silent, first) = (0, (FeedItem?)null);
        foreach (var item in link.Feed.Items)
        {
            if (item is { IsPolled: true, IsLive: true, HasReported: true })
            {
                item.IsPolled = false;
                // Between two reads more may have happened.
                if (item.PolledFromTicks > 0)
                    link.Gaps.Add(new(item, item.PolledFromTicks));
            }
            if (!IsSilent(item))
                continue;
            Poll(item);
            silent++;
            first ??= item;
        }
        if (silent > 0)
            await note($"the server brings no values of {silent} tags by subscription ({first} and others): they are read instead", cancellation);
        if (clock.GetElapsedTime(_comparedAt) < CompareEvery)
            return;
        _comparedAt = clock.GetTimestamp();
        await CompareAsync(nodes, note, cancellation);
    }

    /// <summary>How long a change may take until it is here.</summary>
    private TimeSpan BringsWithin(FeedItem item) => item.Sampling + (options.Publishing ?? item.Interval);

    private bool IsSilent(FeedItem item) =>
        item is { IsPolled: false, HasFailed: false, Named: not null } && !(item.IsLive && item.HasReported)
        && clock.GetElapsedTime(_began) > Patience + (options.Publishing ?? item.Interval) * 3;

    private void Poll(FeedItem item)
    {
        if (!item.IsPolled)
            item.PolledFromTicks = item.BroughtTicks;
        item.IsPolled = true;
        item.DueAt = clock.GetTimestamp();
    }

    /// <summary>An item whose value at the server is another than the one it brought, at two looks in a row without any news, is made anew.</summary>
    private async ValueTask CompareAsync(NodeSynchronizer nodes, Func<string, CancellationToken, ValueTask> note, CancellationToken cancellation)
    {
        var some = NextToCompare();
        if (some.Count == 0)
            return;
        var before = some.ConvertAll(i => i.NewestTicks);
        var values = await nodes.LookAsync(some, cancellation);
        var stuck = new List<FeedItem>();
        for (var i = 0; i < some.Count; i++)
        {
            var item = some[i];
            var differs = !values[i].Status.IsBad && values[i].Value != item.NewestValue && item.NewestTicks == before[i];
            if (differs && item.SuspectedAtTicks == item.NewestTicks && item.NewestTicks != 0)
                stuck.Add(item);
            item.SuspectedAtTicks = differs ? item.NewestTicks : 0;
        }
        if (stuck.Count == 0)
            return;
        foreach (var item in stuck)
        {
            item.SuspectedAtTicks = 0;
            (item.IsLive, item.HasReported) = (false, false);
            Poll(item);
            link.Subscribe(options.Publishing ?? item.Interval, options.KeepAlive, options.SessionTimeout).Add([item.Request()]);
        }
        await note($"the subscription of {stuck.Count} tags had stopped bringing values ({stuck[0]} and others): they are read until it does again", cancellation);
    }

    /// <summary>What is suspected, and the next ones in turn.</summary>
    private List<FeedItem> NextToCompare()
    {
        var all = link.Feed.Items;
        List<FeedItem> some = [.. all.Where(i => i.SuspectedAtTicks != 0 && IsComparable(i)).Take(ComparedAtOnce)];
        for (var looked = 0; looked < all.Count && some.Count < ComparedAtOnce; looked++)
        {
            _comparedTo = _comparedTo >= all.Count - 1 ? 0 : _comparedTo + 1;
            if (all[_comparedTo] is { SuspectedAtTicks: 0 } item && IsComparable(item))
                some.Add(item);
        }
        return some;
    }

    private bool IsComparable(FeedItem item) =>
        item is { IsLive: true, HasReported: true, HasFailed: false, IsMismatched: false, HasSourceDeadband: false } && BringsWithin(item) < CompareEvery / 2;
}
