using System.Runtime.InteropServices;

namespace Millwright.Historian.Codec;

/// <summary>Makes the roll-ups of one tag: a summary for each minute and each hour that has samples.</summary>
/// <remarks>
/// Where late samples reach into a minute that has a row already, both rows stay: they overlap in time, which tells a reader to ask the
/// samples themselves.
/// </remarks>
internal sealed class RollupBuilder
{
    /// <summary>Roll-ups are kept where a row stands for at least this many samples; otherwise the samples are as quick.</summary>
    public const int MinSamplesPerRow = 8;

    private readonly List<BlockSummary>[] _rows = [[], []];
    private long _samples;
    private bool _falls;

    /// <summary>True when the samples will be gone, so that the rows are kept however few samples they stand for.</summary>
    public bool IsAllThatIsLeft { get; set; }

    /// <summary>True when the rows of minutes are not kept.</summary>
    public bool WithoutMinutes { get; set; }

    /// <summary>The rows of a tier in time order, empty where they would not pay.</summary>
    public ReadOnlySpan<BlockSummary> Rows(RollupTier tier)
    {
        var rows = _rows[(int)tier];
        if (tier == RollupTier.Minute && WithoutMinutes)
            return default;
        if (!IsAllThatIsLeft && (long)rows.Count * MinSamplesPerRow > _samples)
            return default;
        if (_falls)
            rows.Sort(static (a, b) => a.First.CompareTo(b.First));
        return CollectionsMarshal.AsSpan(rows);
    }

    public void Clear()
    {
        foreach (var rows in _rows)
            rows.Clear();
        _samples = 0;
        _falls = false;
        IsAllThatIsLeft = false;
        WithoutMinutes = false;
    }

    /// <summary>Adds the samples of a block.</summary>
    public void Add(SampleColumns columns)
    {
        for (var start = 0; start < columns.Count;)
        {
            var minute = columns.Times[start] / TimeSpan.TicksPerMinute;
            var end = columns.Times[^1] / TimeSpan.TicksPerMinute == minute
                ? columns.Count
                : columns.LowerBound((minute + 1) * TimeSpan.TicksPerMinute);
            Add(Summarizer.Of(columns, start, end));
            start = end;
        }
    }

    /// <summary>Adds a row of a minute.</summary>
    public void Add(in BlockSummary row)
    {
        _samples += row.Count;
        Add(RollupTier.Minute, row);
        Add(RollupTier.Hour, row);
    }

    /// <summary>Adds a row of an hour alone, where there are none of minutes.</summary>
    public void AddHour(in BlockSummary row)
    {
        _samples += row.Count;
        Add(RollupTier.Hour, row);
    }

    private void Add(RollupTier tier, in BlockSummary row)
    {
        var rows = _rows[(int)tier];
        if (rows.Count > 0)
        {
            ref var last = ref CollectionsMarshal.AsSpan(rows)[^1];
            if (row.First > last.Last && row.First / tier.Ticks() == last.First / tier.Ticks())
            {
                last = Summarizer.Settle(last.Join(row));
                return;
            }
            _falls |= row.First < last.First;
        }
        rows.Add(row);
    }
}
