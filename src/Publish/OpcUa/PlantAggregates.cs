using Millwright.Historian;
using Millwright.Historian.Queries;
using Millwright.Model;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Publish.OpcUa;

/// <summary>Aggregates of tags over intervals and values at given times (OPC 10000-11, 6.4.4 and 6.4.5; OPC 10000-13), as the historian works them out.</summary>
internal sealed class PlantAggregates(IHistoryStore history)
{
    /// <summary>A range is cut into so many intervals at most; a page has fewer.</summary>
    private const long MaxIntervals = 10_000_000;

    // Info bits of a historical value (OPC 10000-4, 7.39.2): of type DataValue, calculated, and of an interval that the end cut short.
    private const uint Calculated = 0x0401;
    private const uint Partial = 0x0404;

    /// <summary>How the historian works (<see cref="Aggregates"/>); another configuration is refused, not ignored.</summary>
    private static readonly AggregateConfiguration Own = new(false, false, 100, 100, false);

    /// <summary>A page of intervals; a range whose end is before its start gives them from the latest to the earliest, each with its later end as its time.</summary>
    public async ValueTask<HistoryPage> ReadAsync(TagId tag, ProcessedHistoryRequest request, CancellationToken cancellation)
    {
        if (AggregateFunctions.Of(request.Aggregate) is not { } aggregate)
            return HistoryPage.Failed(StatusCodes.BadAggregateNotSupported);
        if (request.Configuration is { UseServerCapabilitiesDefaults: false } configuration && configuration != Own)
            return HistoryPage.Failed(StatusCodes.BadAggregateConfigurationRejected);
        var isForward = request.Start <= request.End;
        var (start, end) = (request.Start.DotNetTicks, request.End.DotNetTicks);
        var span = Math.Abs(end - start);
        var asked = request.IntervalMs * TimeSpan.TicksPerMillisecond;
        var step = asked is >= 1 && asked < span ? (long)asked : span;
        var intervals = (span + step - 1) / step;
        if (intervals > MaxIntervals)
            return HistoryPage.Failed(StatusCodes.BadInvalidArgument);
        var first = request.Continuation is long next ? next : 0;
        var count = (int)Math.Min(request.MaxValues, intervals - first);
        var bounds = new Timestamp[count + 1];
        for (var i = 0; i <= count; i++)
        {
            var offset = Math.Min((first + i) * step, span);
            bounds[isForward ? i : count - i] = new(isForward ? start + offset : start - offset);
        }
        var values = new List<DataValue>(count);
        foreach (var interval in await history.SummarizeAsync(tag, bounds, default, cancellation).ConfigureAwait(false))
        {
            var isCut = (interval.To - interval.From).Ticks < step;
            values.Add(Value(aggregate, Aggregates.Of(aggregate, interval), isForward ? interval.From : interval.To, isCut));
        }
        if (!isForward)
            values.Reverse();
        return new(StatusCodes.Good, values, first + count < intervals ? first + count : null);
    }

    /// <summary>The value at each time: a sample's own, else between its neighbours on a line, or with simple bounds the one before.</summary>
    public async ValueTask<HistoryPage> ReadAtAsync(TagId tag, IReadOnlyList<UaDateTime> times, bool simpleBounds, CancellationToken cancellation)
    {
        var interpolation = simpleBounds ? Interpolation.Stepped : Interpolation.Sloped;
        var values = new List<DataValue>(times.Count);
        await foreach (var sample in history.ReadAtAsync(tag, [.. times.Select(t => new Timestamp(t.DotNetTicks))], interpolation, cancellation).ConfigureAwait(false))
            values.Add(ValueMapping.ToDataValue(sample.Value, sample.Quality, sample.SourceTime.Ticks));
        return new(StatusCodes.Good, values, null);
    }

    private static DataValue Value(Aggregate aggregate, AggregateValue value, Timestamp at, bool isCut)
    {
        var (status, time) = (value.Quality.Code | Calculated | (isCut ? Partial : 0), ValueMapping.ToTime(at.Ticks));
        if (double.IsNaN(value.Value))
            return new(Variant.Null, new StatusCode((uint)StatusCodes.BadNoData | (status & 0xFFFF)), time, time);
        var variant = aggregate switch
        {
            Aggregate.Count or Aggregate.NumberOfTransitions => new Variant((int)Math.Min(value.Value, int.MaxValue)),
            Aggregate.WorstQuality => new Variant(new StatusCode((uint)value.Value)),
            _ => new Variant(value.Value),
        };
        return new(variant, new StatusCode(status), time, time);
    }
}
