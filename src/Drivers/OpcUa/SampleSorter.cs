using Millwright.Drivers.Output;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.Structures;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>How a value came.</summary>
internal enum ValueOrigin
{
    /// <summary>By subscription: each is news, though one can come behind a newer one.</summary>
    News,
    /// <summary>It may say again what is known: a poll, the first value of a subscription. Then it is left out.</summary>
    Again,
    /// <summary>Read to find out what is so, whatever was known.</summary>
    Truth,
}

/// <summary>Makes samples of values, and parts those that are news from those that are of the past. Used by one at a time.</summary>
internal sealed class SampleSorter
{
    private const int UsualBatch = 1024;

    private readonly List<FeedItem> _mismatched = [];
    private readonly List<FeedItem> _matched = [];
    private readonly List<TagHandle> _overflowed = [];
    private readonly List<SampleGap> _gaps = [];

    /// <summary>Newer than all before of their tags.</summary>
    public BatchBuilder Live { get; } = new(UsualBatch);

    /// <summary>Behind newer ones of their tags.</summary>
    public BatchBuilder Past { get; } = new(UsualBatch);

    /// <summary>Decodes structures; null until the server's types are known.</summary>
    public StructureCodec? Structures { get; set; }

    /// <param name="item">Whose value.</param>
    /// <param name="value">The value.</param>
    /// <param name="floorTicks">The least time that the sample gets; 0 for its own.</param>
    /// <param name="kind">How the value came.</param>
    public void Add(FeedItem item, in DataValue value, long floorTicks, ValueOrigin kind)
    {
        var ticks = value.SourceTimestamp.HasValue ? value.SourceTimestamp.DotNetTicks : 0;
        if (value.Status.HasOverflow)
        {
            _overflowed.Add(item.Handle);
            // Not since the newest, which may have been read while these waited in the server's queue.
            if (item.KnownTicks != 0 && ticks > item.KnownTicks)
                _gaps.Add(new(item, item.KnownTicks, ticks));
        }
        // What is older than the newest, but was not brought before, waited in the server's queue while the newest was read.
        if (kind == ValueOrigin.Again && ticks != 0 && (ticks <= item.KnownTicks || ticks == item.NewestTicks))
            return;
        var quality = new Quality(value.Status.Value);
        var mapped = Map(item, value, ref quality);
        var server = new Timestamp(value.ServerTimestamp.HasValue ? value.ServerTimestamp.DotNetTicks : 0);
        if (kind != ValueOrigin.Truth && ticks != 0 && ticks < item.NewestTicks)
        {
            Past.Add(item.Handle, new(ticks), mapped, quality, server);
            return;
        }
        if (ticks != 0)
            item.NewestTicks = ticks;
        item.NewestValue = value.Value;
        Live.Add(item.Handle, new(ticks == 0 ? 0 : Math.Max(ticks, floorTicks)), mapped, quality, server);
    }

    /// <summary>Says of which tags values were lost, and which are of another kind than their tag.</summary>
    public void ReportTo(ISourceOutput output)
    {
        if (_overflowed.Count > 0)
            output.Missed(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_overflowed), 1, GapCause.BufferFull);
        foreach (var item in _mismatched)
        {
            var word = ValueMapping.KindOf(item.NewestValue.Type, item.NewestValue.IsArray).Word();
            output.TagFailed(item.Handle, Quality.BadTypeMismatch, $"{item} delivers {word}, which does not fit into {item.Kind.Word()}", $"write as: {word}");
        }
        _overflowed.Clear();
        _mismatched.Clear();
    }

    /// <summary>Where the server's queues overflowed since the last time.</summary>
    public IReadOnlyList<SampleGap> TakeGaps()
    {
        if (_gaps.Count == 0)
            return [];
        SampleGap[] gaps = [.. _gaps];
        _gaps.Clear();
        return gaps;
    }

    /// <summary>The tags whose values fit again since the last time.</summary>
    public IReadOnlyList<FeedItem> TakeMatched()
    {
        if (_matched.Count == 0)
            return [];
        FeedItem[] matched = [.. _matched];
        _matched.Clear();
        return matched;
    }

    private TagValue Map(FeedItem item, in DataValue value, ref Quality quality)
    {
        if (quality.IsBad)
            return TagValue.None;
        if (!ValueMapping.TryMap(value.Value, item.Kind, Structures, out var mapped))
        {
            quality = Quality.BadTypeMismatch;
            if (!item.IsMismatched)
            {
                item.NewestValue = value.Value;
                _mismatched.Add(item);
            }
            item.IsMismatched = true;
            return TagValue.None;
        }
        if (item.IsMismatched)
            _matched.Add(item);
        item.IsMismatched = false;
        if (mapped.IsNone)
            quality = Quality.Worst(quality, Quality.BadNoData);
        return mapped;
    }
}
