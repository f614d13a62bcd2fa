namespace Millwright.Drivers.OpcUa;

/// <summary>The gaps that the server's history may still fill, at most one of a tag. They outlive the source, so that a break while one is filled costs nothing.</summary>
internal sealed class OpenGaps
{
    /// <summary>The history of a node that is refused so often in a row is not asked for any more.</summary>
    private const int MaxRefusals = 12;

    private readonly Lock _gate = new();
    private readonly Dictionary<FeedItem, SampleGap> _gaps = [];

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _gaps.Count == 0;
        }
    }

    /// <summary>Opens a gap, or widens the one that its tag has.</summary>
    public void Add(in SampleGap gap)
    {
        lock (_gate)
        {
            _gaps[gap.Item] = _gaps.TryGetValue(gap.Item, out var known)
                ? new SampleGap(gap.Item, Math.Min(known.FromTicks, gap.FromTicks), Math.Max(known.UntilTicks, gap.UntilTicks))
                : gap;
        }
    }

    /// <summary>
    /// The gaps that have an end. Those without one get it here, the newest value of their tag, once its values come again: what was taken for
    /// the end before that would leave out what happens until then.
    /// </summary>
    public IReadOnlyList<SampleGap> Bound()
    {
        lock (_gate)
        {
            foreach (var gap in _gaps.Values.Where(g => g.UntilTicks == long.MaxValue && g.Item.IsFlowing).ToList())
                _gaps[gap.Item] = gap with { UntilTicks = gap.Item.NewestTicks };
            return [.. _gaps.Values.Where(g => g.UntilTicks != long.MaxValue)];
        }
    }

    /// <summary>.NET ticks up to which nothing of a tag is missing, also in what is still open.</summary>
    public long WholeUntil(FeedItem item)
    {
        lock (_gate)
            return _gaps.TryGetValue(item, out var gap) ? Math.Min(gap.FromTicks, item.KnownTicks) : item.KnownTicks;
    }

    /// <summary>The server's history could not be had this time.</summary>
    /// <returns>False when it was given up.</returns>
    public bool Refuse(in SampleGap gap)
    {
        lock (_gate)
        {
            if (!_gaps.TryGetValue(gap.Item, out var known))
                return false;
            if (known.Refusals + 1 >= MaxRefusals)
                return !_gaps.Remove(gap.Item);
            _gaps[gap.Item] = known with { Refusals = known.Refusals + 1 };
            return true;
        }
    }

    /// <summary>A part of a gap has been filled.</summary>
    /// <param name="item">Whose gap.</param>
    /// <param name="ticks">.NET ticks of the last value that was filled in.</param>
    public void Advance(FeedItem item, long ticks)
    {
        lock (_gate)
        {
            if (_gaps.TryGetValue(item, out var gap) && ticks > gap.FromTicks)
                _gaps[item] = gap with { FromTicks = ticks };
        }
    }

    /// <summary>The gap has been filled as far as it can be; one that was widened meanwhile goes on behind it.</summary>
    public void Close(in SampleGap gap)
    {
        lock (_gate)
        {
            if (!_gaps.TryGetValue(gap.Item, out var known))
                return;
            if (known.UntilTicks > gap.UntilTicks)
                _gaps[gap.Item] = known with { FromTicks = gap.UntilTicks, Refusals = 0 };
            else
                _gaps.Remove(gap.Item);
        }
    }
}
