using Millwright.Historian;
using Millwright.Historian.Queries;
using Millwright.Model;

namespace Millwright.Host.Http.Prometheus;

/// <summary>Answers for one tag at the moments of a query, from summaries wherever they are true.</summary>
/// <remarks>
/// A range is open at its beginning and closed at its end, as in Prometheus 3. The historian's intervals are the other way round: they begin and end a
/// tick (100 ns) later here where it matters. A Bad sample ends the value before it, as a stale marker does.
/// </remarks>
internal sealed class SeriesReader(IHistoryStore history, QueryTimes times, QueryBudget budget, Timestamp now)
{
    private const long Tick = 1;

    /// <summary>The bounds of the ranges that were asked for, which are the same for every series.</summary>
    private readonly Dictionary<(TimeSpan Range, TimeSpan Offset), List<Timestamp>> _bounds = [];

    /// <summary>The newest value at each moment, no older than the lookback.</summary>
    public async ValueTask<double[]> NewestAsync(TagId tag, TimeSpan offset, TimeSpan lookback, int position, CancellationToken cancellation)
    {
        budget.Take(times.Count, position);
        var values = Absent.Row(times.Count);
        // The last value is held until now at most: what is asked of later moments is looked up.
        var told = 0;
        while (times.Count > 1 && told < times.Count && times[told] - offset < now)
            told++;
        if (told > 1)
        {
            // The value at the beginning of an interval is that of a sample of this very time, else the one before: what is asked for.
            var bounds = new List<Timestamp>(told + 1);
            for (var i = 0; i <= told; i++)
                bounds.Add(times[i] - offset);
            var course = await history.SummarizeAsync(tag, bounds, new(Interpolation.Stepped, lookback), cancellation);
            for (var i = 0; i < told; i++)
                values[i] = course[i].AtStart?.Value ?? Absent.Value;
        }
        for (var i = told > 1 ? told : 0; i < times.Count; i++)
            values[i] = await NewestAsync(tag, times[i] - offset, lookback, cancellation);
        return values;
    }

    /// <summary>What happened in the range before each moment; null where there is no number.</summary>
    public async ValueTask<RangeSummary?[]> SummariesAsync(TagId tag, TimeSpan range, TimeSpan offset, int position, CancellationToken cancellation)
    {
        var cells = await CellsAsync(tag, Bounds(range, offset), cancellation);
        var summaries = new RangeSummary?[times.Count];
        var (first, last) = (0, 0);
        for (var i = 0; i < times.Count; i++)
        {
            var end = times[i] - offset;
            while (first < cells.Count && cells[first].From < end - range)
                first++;
            last = Math.Max(last, first);
            while (last < cells.Count && cells[last].To.Ticks <= end.Ticks + Tick)
                last++;
            budget.Take(last - first, position);
            for (var cell = first; cell < last; cell++)
            {
                if (cells[cell].Numbers > 0)
                    summaries[i] = summaries[i] is { } before ? before.Join(cells[cell]) : RangeSummary.Of(cells[cell]);
            }
        }
        return summaries;
    }

    /// <summary>The numbers from the beginning of the first range to the last moment.</summary>
    public async ValueTask<RangeSamples> SamplesAsync(TagId tag, TimeSpan range, TimeSpan offset, int position, CancellationToken cancellation)
    {
        const int atOnce = 4_096;
        var (ticks, values) = (new List<long>(), new List<double>());
        var read = 0;
        await foreach (var sample in history.ReadRawAsync(tag, Bound(0, offset) - range, Bound(times.Count - 1, offset), int.MaxValue, cancellation))
        {
            if (++read % atOnce == 0)
                budget.Take(atOnce, position);
            if (sample.Quality.IsBad || !sample.Value.TryGetDouble(out var value))
                continue;
            ticks.Add(sample.SourceTime.Ticks);
            values.Add(value);
        }
        budget.Take(read % atOnce, position);
        return new(ticks, values);
    }

    /// <summary>
    /// The intervals between moments, open at their beginning. Roll-ups are the other way round and told whole only by whole minutes and hours: these are taken, and
    /// when no sample has the very time of a moment there is no difference.
    /// </summary>
    private async ValueTask<IReadOnlyList<IntervalSummary>> CellsAsync(TagId tag, List<Timestamp> moments, CancellationToken cancellation)
    {
        if (moments.TrueForAll(static m => m.Ticks % TimeSpan.TicksPerMinute == 0))
        {
            var whole = await history.SummarizeAsync(tag, moments, new(Interpolation.Stepped), cancellation);
            var isMet = whole.Any(static c => c.First is { } first && first.Time == c.From)
                || await HasAtAsync(tag, moments[^1], cancellation);
            if (!isMet)
                return whole;
        }
        return await history.SummarizeAsync(tag, [.. moments.Select(m => new Timestamp(m.Ticks + Tick))], new(Interpolation.Stepped), cancellation);
    }

    private async ValueTask<bool> HasAtAsync(TagId tag, Timestamp time, CancellationToken cancellation) =>
        history.TryGetLast(tag, out var last) && last.SourceTime >= time && (await history.FindFromAsync(tag, time, cancellation))?.SourceTime == time;

    private async ValueTask<double> NewestAsync(TagId tag, Timestamp time, TimeSpan lookback, CancellationToken cancellation)
    {
        StoredSample? found = history.TryGetLast(tag, out var last) && last.SourceTime <= time
            ? last
            : await history.FindBeforeAsync(tag, new(time.Ticks + Tick), cancellation);
        return found is { Quality.IsBad: false } sample && time - sample.SourceTime < lookback && sample.Value.TryGetDouble(out var value) ? value : Absent.Value;
    }

    /// <summary>Just behind a moment.</summary>
    private Timestamp Bound(int index, TimeSpan offset) => new((times[index] - offset).Ticks + Tick);

    /// <summary>The moments at which a range begins or ends, each once and rising.</summary>
    private List<Timestamp> Bounds(TimeSpan range, TimeSpan offset)
    {
        if (_bounds.TryGetValue((range, offset), out var known))
            return known;
        var bounds = new SortedSet<Timestamp>();
        for (var i = 0; i < times.Count; i++)
        {
            bounds.Add(times[i] - offset);
            bounds.Add(times[i] - offset - range);
        }
        return _bounds[(range, offset)] = [.. bounds];
    }
}
