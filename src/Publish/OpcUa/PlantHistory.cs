using Millwright.Flow.Tags;
using Millwright.Historian;
using Millwright.Model;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Publish.OpcUa;

/// <summary>History of tags as clients ask for it (OPC 10000-11, 6.4): as it was stored both ways, in pages, with bounds; as aggregates; at given times.</summary>
internal sealed class PlantHistory(IHistoryStore history, TagTable tags) : IHistoryReader
{
    private readonly PlantAggregates _aggregates = new(history);

    public IReadOnlyList<NodeId> Aggregates => AggregateFunctions.Nodes;

    public ValueTask<HistoryPage> ReadProcessedAsync(ServiceCaller caller, int handle, ProcessedHistoryRequest request, CancellationToken cancellation) =>
        tags.TryGet(new(handle), out var tag)
            ? _aggregates.ReadAsync(tag.Id, request, cancellation)
            : ValueTask.FromResult(HistoryPage.Failed(StatusCodes.BadNodeIdUnknown));

    public ValueTask<HistoryPage> ReadAtTimesAsync(
        ServiceCaller caller, int handle, IReadOnlyList<UaDateTime> times, bool simpleBounds, CancellationToken cancellation) =>
        tags.TryGet(new(handle), out var tag)
            ? _aggregates.ReadAtAsync(tag.Id, times, simpleBounds, cancellation)
            : ValueTask.FromResult(HistoryPage.Failed(StatusCodes.BadNodeIdUnknown));

    public async ValueTask<HistoryPage> ReadRawAsync(ServiceCaller caller, int handle, RawHistoryRequest request, CancellationToken cancellation)
    {
        if (!tags.TryGet(new(handle), out var tag))
            return HistoryPage.Failed(StatusCodes.BadNodeIdUnknown);
        if (!request.Start.HasValue && !request.End.HasValue)
            return HistoryPage.Failed(StatusCodes.BadInvalidTimestampArgument);
        var isForward = request.Start.HasValue && (!request.End.HasValue || request.Start <= request.End);
        var values = isForward
            ? await ForwardAsync(tag.Id, request, cancellation).ConfigureAwait(false)
            : await BackwardAsync(tag.Id, request, cancellation).ConfigureAwait(false);
        return values;
    }

    /// <summary>From the start on, up to the end without it; start and end the same is that one instant.</summary>
    private async ValueTask<HistoryPage> ForwardAsync(TagId tag, RawHistoryRequest request, CancellationToken cancellation)
    {
        var start = TimeOf(request.Start);
        var end = request.End.HasValue ? TimeOf(request.End) : Timestamp.MaxValue;
        var until = start == end ? After(end) : end;
        var values = new List<DataValue>();
        var from = request.Continuation is Timestamp next ? next : start;
        if (request is { ReturnBounds: true, Continuation: null } && !await HasAsync(tag, start, cancellation).ConfigureAwait(false))
            values.Add(await BeforeAsync(tag, start, request.Start, cancellation).ConfigureAwait(false));
        var room = request.MaxValues - values.Count;
        var isMore = false;
        var goOn = from;
        await foreach (var sample in history.ReadRawAsync(tag, from, until, room < int.MaxValue ? room + 1 : room, cancellation).ConfigureAwait(false))
        {
            if (room-- == 0)
            {
                isMore = true;
                break;
            }
            values.Add(Value(sample));
            goOn = After(sample.SourceTime);
        }
        var hasEndBound = request.ReturnBounds && request.End.HasValue && start != end;
        if (isMore || (hasEndBound && values.Count >= request.MaxValues))
            return new(StatusCodes.Good, values, request.End.HasValue ? goOn : null);
        if (hasEndBound)
            values.Add(await FromOnAsync(tag, end, request.End, cancellation).ConfigureAwait(false));
        return Page(values);
    }

    /// <summary>From the later time back to the earlier one without it; without a start, back from the end.</summary>
    private async ValueTask<HistoryPage> BackwardAsync(TagId tag, RawHistoryRequest request, CancellationToken cancellation)
    {
        var late = TimeOf(request.Start.HasValue ? request.Start : request.End);
        var early = request.Start.HasValue ? After(TimeOf(request.End)) : Timestamp.MinValue;
        var until = request.Continuation is Timestamp next ? next : After(late);
        var values = new List<DataValue>();
        if (request is { ReturnBounds: true, Continuation: null } && !await HasAsync(tag, late, cancellation).ConfigureAwait(false))
            values.Add(await FromOnAsync(tag, late, ValueMapping.ToTime(late.Ticks), cancellation).ConfigureAwait(false));
        var room = request.MaxValues - values.Count;
        var samples = await BackwardReading.ReadAsync(history, tag, early, until, room < int.MaxValue ? room + 1 : room, cancellation).ConfigureAwait(false);
        values.AddRange(samples.Take(room).Select(s => Value(s)));
        var hasEndBound = request.ReturnBounds && request.Start.HasValue;
        if (samples.Count > room || (hasEndBound && values.Count >= request.MaxValues))
        {
            var goOn = Math.Min(room, samples.Count) is var taken and > 0 ? samples[taken - 1].SourceTime : until;
            return new(StatusCodes.Good, values, request.Start.HasValue ? goOn : null);
        }
        if (hasEndBound)
            values.Add(await AtOrBeforeAsync(tag, TimeOf(request.End), request.End, cancellation).ConfigureAwait(false));
        return Page(values);
    }

    private async ValueTask<bool> HasAsync(TagId tag, Timestamp at, CancellationToken cancellation) =>
        await history.CountAsync(tag, at, After(at), cancellation).ConfigureAwait(false) > 0;

    private async ValueTask<DataValue> BeforeAsync(TagId tag, Timestamp at, UaDateTime asked, CancellationToken cancellation)
    {
        var found = await BackwardReading.ReadAsync(history, tag, Timestamp.MinValue, at, 1, cancellation).ConfigureAwait(false);
        return found is [var sample] ? Value(sample) : NoBound(asked);
    }

    private async ValueTask<DataValue> AtOrBeforeAsync(TagId tag, Timestamp at, UaDateTime asked, CancellationToken cancellation)
    {
        var found = await BackwardReading.ReadAsync(history, tag, Timestamp.MinValue, After(at), 1, cancellation).ConfigureAwait(false);
        return found is [var sample] ? Value(sample) : NoBound(asked);
    }

    private async ValueTask<DataValue> FromOnAsync(TagId tag, Timestamp at, UaDateTime asked, CancellationToken cancellation)
    {
        await foreach (var sample in history.ReadRawAsync(tag, at, Timestamp.MaxValue, 1, cancellation).ConfigureAwait(false))
            return Value(sample);
        return NoBound(asked);
    }

    private static HistoryPage Page(List<DataValue> values) => new(values.Count == 0 ? StatusCodes.GoodNoData : StatusCodes.Good, values, null);

    private static DataValue NoBound(UaDateTime asked) => new(Variant.Null, StatusCodes.BadBoundNotFound, asked, asked);

    private static DataValue Value(in StoredSample sample) =>
        ValueMapping.ToDataValue(sample.Value, sample.Quality, sample.SourceTime.Ticks) with
        {
            ServerTimestamp = ValueMapping.ToTime((sample.ServerTime.IsNone ? sample.SourceTime : sample.ServerTime).Ticks),
        };

    private static Timestamp TimeOf(UaDateTime time) => new(time.DotNetTicks);

    private static Timestamp After(Timestamp time) => time == Timestamp.MaxValue ? time : new(time.Ticks + 1);
}
