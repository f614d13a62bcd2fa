namespace Millwright.Drivers.OpcUa;

/// <summary>The gaps that the server's history may still fill, at most one of a tag. They outlive the source, so that a break while one is filled costs nothing.</summary>
internal sealed class OpenGaps
{
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
                ? new(gap.Item, Math.Min(known.FromTicks, gap.FromTicks), Math.Max(known.UntilTicks, gap.UntilTicks))
                : gap;
        }
    }

    /// <summary>All gaps; those without an end get one: the newest value that their tag has now.</summary>
    public IReadOnlyList<SampleGap> Bound()
    {
        lock (_gate)
        {
            foreach (var gap in _gaps.Values.Where(g => g.UntilTicks == long.MaxValue).ToList())
                _gaps[gap.Item] = gap with { UntilTicks = gap.Item.NewestTicks };
            return [.. _gaps.Values];
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
                _gaps[gap.Item] = known with { FromTicks = gap.UntilTicks };
            else
                _gaps.Remove(gap.Item);
        }
    }
}
