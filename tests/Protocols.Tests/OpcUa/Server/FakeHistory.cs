using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Server;

/// <summary>One history for all handles, in memory, that remembers what was changed and by whom.</summary>
internal sealed class FakeHistory : IHistoryReader, IHistoryWriter
{
    private readonly SortedDictionary<long, DataValue> _values = [];
    private readonly List<(DataValue Value, ModificationInfo How)> _modified = [];

    public HistoryChanges Offers { get; set; } = HistoryChanges.Insert | HistoryChanges.Replace | HistoryChanges.Update | HistoryChanges.DeleteRaw | HistoryChanges.DeleteAtTime;

    public ValueTask<HistoryPage> ReadRawAsync(ServiceCaller caller, int handle, RawHistoryRequest request, CancellationToken cancellation)
    {
        var all = Range(request.Start, request.End).Select(pair => pair.Value).ToList();
        var (page, next) = Page(all, request);
        return ValueTask.FromResult(new HistoryPage(StatusCodes.Good, page, next));
    }

    public ValueTask<ModifiedHistoryPage> ReadModifiedAsync(ServiceCaller caller, int handle, RawHistoryRequest request, CancellationToken cancellation)
    {
        var (page, next) = Page([.. _modified.Where(m => m.Value.SourceTimestamp.Ticks >= request.Start.Ticks && m.Value.SourceTimestamp.Ticks < request.End.Ticks)], request);
        return ValueTask.FromResult(new ModifiedHistoryPage(StatusCodes.Good, [.. page.Select(m => m.Value)], [.. page.Select(m => m.How)], next));
    }

    public ValueTask<HistoryPage> ReadProcessedAsync(ServiceCaller caller, int handle, ProcessedHistoryRequest request, CancellationToken cancellation)
    {
        if (request.Aggregate != new NodeId(2342))
            return ValueTask.FromResult(HistoryPage.Failed(StatusCodes.BadAggregateNotSupported));
        var step = TimeSpan.FromMilliseconds(request.IntervalMs).Ticks;
        var averages = new List<DataValue>();
        for (var at = request.Start.Ticks; at < request.End.Ticks; at += step)
            averages.Add(new DataValue(new Variant(Range(new UaDateTime(at), new UaDateTime(at + step)).Average(pair => pair.Value.Value.AsDouble())), default, new UaDateTime(at)));
        return ValueTask.FromResult(new HistoryPage(StatusCodes.Good, averages, null));
    }

    public ValueTask<HistoryPage> ReadAtTimesAsync(ServiceCaller caller, int handle, IReadOnlyList<UaDateTime> times, bool simpleBounds, CancellationToken cancellation) =>
        ValueTask.FromResult(new HistoryPage(StatusCodes.Good, [.. times.Select(at => _values.TryGetValue(at.Ticks, out var value) ? value : DataValue.FromStatus(StatusCodes.BadNoData))], null));

    public ValueTask<IReadOnlyList<StatusCode>> StoreAsync(
        ServiceCaller caller, int handle, PerformUpdateType how, IReadOnlyList<DataValue> values, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<StatusCode>>([.. values.Select(value => Store(caller, how, value))]);

    public ValueTask<StatusCode> DeleteAsync(ServiceCaller caller, int handle, UaDateTime start, UaDateTime end, bool isModified, CancellationToken cancellation)
    {
        var found = Range(start, end).ToList();
        found.ForEach(pair => Drop(caller, pair.Key, HistoryUpdateType.Delete));
        return ValueTask.FromResult<StatusCode>(found.Count == 0 ? StatusCodes.BadNoData : StatusCodes.Good);
    }

    public ValueTask<IReadOnlyList<StatusCode>> DeleteAtAsync(ServiceCaller caller, int handle, IReadOnlyList<UaDateTime> times, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<StatusCode>>([.. times.Select(at => (StatusCode)(Drop(caller, at.Ticks, HistoryUpdateType.Delete) ? StatusCodes.Good : StatusCodes.BadNoEntryExists))]);

    private IEnumerable<KeyValuePair<long, DataValue>> Range(UaDateTime start, UaDateTime end) => _values.Where(pair => pair.Key >= start.Ticks && pair.Key < end.Ticks);

    private static (List<T> Page, object? Next) Page<T>(List<T> all, RawHistoryRequest request)
    {
        var first = request.Continuation is int next ? next : 0;
        var page = all.Skip(first).Take(request.MaxValues).ToList();
        return (page, first + page.Count < all.Count ? first + page.Count : null);
    }

    private StatusCode Store(ServiceCaller caller, PerformUpdateType how, DataValue value)
    {
        var at = value.SourceTimestamp.Ticks;
        var exists = _values.ContainsKey(at);
        if (exists && how == PerformUpdateType.Insert)
            return StatusCodes.BadEntryExists;
        if (!exists && how == PerformUpdateType.Replace)
            return StatusCodes.BadNoEntryExists;
        Drop(caller, at, HistoryUpdateType.Replace);
        _values[at] = value;
        return exists ? StatusCodes.GoodEntryReplaced : StatusCodes.GoodEntryInserted;
    }

    private bool Drop(ServiceCaller caller, long at, HistoryUpdateType how)
    {
        if (!_values.Remove(at, out var old))
            return false;
        _modified.Add((old, new ModificationInfo(ServerBench.At(0), how, caller.User.Name)));
        return true;
    }
}
