using System.Globalization;
using Millwright.Drivers.Output;
using Millwright.Model;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>Fetches from the server's own history what was missed while nobody listened. It runs beside the live values and never holds them up.</summary>
internal sealed class GapFill(OpcUaLink link, SerializedOutput output)
{
    private const byte HistoryReadBit = 4;
    private const int NodesAtOnce = 4;
    private const int SamplesPerBatch = 1024;

    /// <summary>The most values fetched of one node for one gap; a longer gap is gone on with later.</summary>
    private const int MaxValuesPerNode = 1_000_000;

    /// <summary>Fills gaps as far as the server kept what is missing. What a broken connection or a passing refusal leaves unfilled stays open.</summary>
    /// <param name="gaps">Gaps that have an end.</param>
    /// <param name="cancellation">Ends it with the source.</param>
    public async Task FillAsync(IReadOnlyList<SampleGap> gaps, CancellationToken cancellation)
    {
        try
        {
            var known = gaps.Where(g => link.Feed.Find(g.Item.Number) == g.Item && g.Item.Named is not null).ToList();
            foreach (var gap in gaps.Except(known).Where(g => link.Feed.Find(g.Item.Number) != g.Item))
                link.Gaps.Close(gap);
            await AskForHistoryAsync([.. known.Select(g => g.Item).Where(i => i.HasHistory is null)], cancellation);
            foreach (var gap in known.Where(g => g.Item.HasHistory == false))
                link.Gaps.Close(gap);
            foreach (var gap in known.Where(g => g.Item.HasHistory is null))
                link.Gaps.Refuse(gap);
            var kept = known.Where(g => g.Item.HasHistory == true).ToList();
            if (kept.Count == 0)
                return;
            var (filled, problem) = (0L, (string?)null);
            await Parallel.ForEachAsync(kept, new ParallelOptions { MaxDegreeOfParallelism = NodesAtOnce, CancellationToken = cancellation }, async (gap, stop) =>
            {
                var (count, trouble) = await TryFillAsync(gap, stop);
                Interlocked.Add(ref filled, count);
                problem = trouble ?? problem;
            });
            await NoteAsync(
                string.Create(CultureInfo.InvariantCulture, $"{filled} values of {kept.Count} tags were filled in from the server's history{(problem is null ? "" : $"; not all: {problem}")}"),
                cancellation);
        }
        catch (UaException e)
        {
            await NoteAsync($"the server's history could not be read, it is tried again: {e.Message}", cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The source ends; the next one goes on.
            return;
        }
    }

    /// <summary>One node's history fails alone.</summary>
    private async ValueTask<(long Filled, string? Problem)> TryFillAsync(SampleGap gap, CancellationToken cancellation)
    {
        try
        {
            var count = await FillOneAsync(gap, cancellation);
            if (count == MaxValuesPerNode)
                return (count, $"{gap.Item}: its gap has more than {MaxValuesPerNode:N0} values, the rest follows");
            link.Gaps.Close(gap);
            return (count, null);
        }
        catch (UaException e) when (StatusWords.IsConnectionGone(e.Status))
        {
            throw;
        }
        catch (UaException e) when (StatusWords.IsFinalOfHistory(e.Status))
        {
            link.Gaps.Close(gap);
            return (0, $"{gap.Item}: {e.Message}");
        }
        catch (UaException e)
        {
            return (0, $"{gap.Item}: {e.Message}; {(link.Gaps.Refuse(gap) ? "it is tried again" : "it is given up")}");
        }
    }

    private async ValueTask AskForHistoryAsync(IReadOnlyList<FeedItem> items, CancellationToken cancellation)
    {
        if (items.Count == 0)
            return;
        var namespaces = link.Client.Namespaces;
        var levels = new DataValue[items.Count];
        await link.Client.ReadAsync(
            [.. items.Select(i => new ReadValueId(NodeNames.IdOf(namespaces, i), AttributeId.AccessLevel, null, default))], levels, cancellation: cancellation);
        for (var i = 0; i < items.Count; i++)
        {
            // A server that cannot say it now may be able to later.
            if (!levels[i].Status.IsBad)
                items[i].HasHistory = levels[i].Value is { Type: BuiltInType.Byte, IsScalar: true } level && (level.AsByte() & HistoryReadBit) != 0;
        }
    }

    private async ValueTask<long> FillOneAsync(SampleGap gap, CancellationToken cancellation)
    {
        var (item, fromTicks, untilTicks, _) = gap;
        var node = NodeNames.IdOf(link.Client.Namespaces, item);
        if (untilTicks <= fromTicks)
            return 0;
        var (count, lastTicks) = (0L, 0L);
        var batch = SampleBatch.Rent(SamplesPerBatch);
        try
        {
            var history = link.Client.ReadHistoryAsync(
                node, new DateTimeOffset(fromTicks, TimeSpan.Zero), new DateTimeOffset(untilTicks, TimeSpan.Zero), cancellation: cancellation);
            await foreach (var value in history)
            {
                var ticks = value.SourceTimestamp.HasValue ? value.SourceTimestamp.DotNetTicks : 0;
                if (ticks <= fromTicks || ticks >= untilTicks)
                    continue;
                var quality = new Quality(value.Status.Value);
                var mapped = TagValue.None;
                if (!quality.IsBad && !ValueMapping.TryMap(value.Value, item.Kind, null, out mapped))
                    quality = Quality.BadTypeMismatch;
                batch.Add(item.Handle, new(ticks), mapped, quality, new(value.ServerTimestamp.HasValue ? value.ServerTimestamp.DotNetTicks : 0));
                if (batch.IsFull)
                {
                    var full = batch;
                    batch = SampleBatch.Rent(SamplesPerBatch);
                    await HandOnAsync(full, cancellation);
                    link.Gaps.Advance(item, ticks);
                }
                lastTicks = ticks;
                if (++count == MaxValuesPerNode)
                    break;
            }
            var last = batch;
            batch = SampleBatch.Rent(1);
            await HandOnAsync(last, cancellation);
            if (count > 0)
                link.Gaps.Advance(item, lastTicks);
        }
        finally
        {
            batch.Dispose();
        }
        return count;
    }

    private async ValueTask HandOnAsync(SampleBatch batch, CancellationToken cancellation)
    {
        if (batch.Count == 0)
        {
            batch.Dispose();
            return;
        }
        await output.EnterAsync(cancellation);
        try
        {
            await output.Inner.FillAsync(batch, cancellation);
        }
        finally
        {
            output.Leave();
        }
    }

    private async ValueTask NoteAsync(string message, CancellationToken cancellation)
    {
        await output.EnterAsync(cancellation);
        try
        {
            output.Inner.Note(message);
        }
        finally
        {
            output.Leave();
        }
    }
}
