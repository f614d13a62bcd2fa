using Millwright.Historian;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Http.PromQl;
using Millwright.Model;

namespace Millwright.Host.Http.Prometheus;

/// <summary>Works a query out for all its moments at once.</summary>
/// <param name="index">The series there are.</param>
/// <param name="history">Their samples.</param>
/// <param name="options">The limits.</param>
/// <param name="times">The moments.</param>
/// <param name="lookback">How long a value counts.</param>
/// <param name="now">The time of the node.</param>
internal sealed class QueryRun(SeriesIndex index, IHistoryStore history, PrometheusOptions options, QueryTimes times, TimeSpan lookback, Timestamp now)
{
    private readonly QueryBudget _budget = new(options);
    private SeriesReader? _reader;

    private SeriesReader Reader => _reader ??= new(history, times, _budget, now);

    /// <exception cref="QueryException">It cannot be answered, or needs too much.</exception>
    public async ValueTask<QueryValue> EvaluateAsync(Expression expression, CancellationToken cancellation) => expression switch
    {
        NumberExpression number => QueryValue.Of(Constant(number.Value)),
        Selector selector => await NewestAsync(selector, cancellation),
        Negation negation => Each(await EvaluateAsync(negation.Operand, cancellation), static v => -v),
        AggregationExpression aggregation => AggregationRun.Of(
            aggregation, (await EvaluateAsync(aggregation.Operand, cancellation)).Rows,
            aggregation.Parameter is null ? null : (await EvaluateAsync(aggregation.Parameter, cancellation)).Scalar, times.Count),
        Binary binary => Joined(binary, await EvaluateAsync(binary.Left, cancellation), await EvaluateAsync(binary.Right, cancellation)),
        Call call => await CallAsync(call, cancellation),
        _ => throw new QueryException(expression.Position, "this is not answered"),
    };

    /// <summary>The samples of a range at the one moment of a query.</summary>
    public async ValueTask<IReadOnlyList<(LabelSet Labels, RangeSamples Samples)>> SamplesAsync(Selector selector, CancellationToken cancellation)
    {
        var series = new List<(LabelSet, RangeSamples)>();
        foreach (var found in Find(selector))
            series.Add((found.Labels, await Reader.SamplesAsync(found.Tag.Id, Seconds(selector.Range!.Value), Seconds(selector.Offset), selector.Position, cancellation)));
        return series;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private double[] Constant(double value)
    {
        var values = new double[times.Count];
        Array.Fill(values, value);
        return values;
    }

    private List<TagSeries> Find(Selector selector)
    {
        var found = index.Find(selector.Matchers).Take(options.MaxSeries + 1).ToList();
        _budget.CheckSeries(found.Count, selector.Position);
        return found;
    }

    private async ValueTask<QueryValue> NewestAsync(Selector selector, CancellationToken cancellation)
    {
        var rows = new List<Row>();
        foreach (var series in Find(selector))
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(new(series.Labels, await Reader.NewestAsync(series.Tag.Id, Seconds(selector.Offset), lookback, selector.Position, cancellation)));
        }
        return QueryValue.Of(rows);
    }

    private async ValueTask<QueryValue> CallAsync(Call call, CancellationToken cancellation)
    {
        var name = call.Function.Name;
        if (call.Arguments is [Selector { Range: not null } selector])
            return await OverRangeAsync(name, selector, call.Position, cancellation);
        var arguments = new List<QueryValue>();
        foreach (var argument in call.Arguments)
            arguments.Add(await EvaluateAsync(argument, cancellation));
        return name switch
        {
            "time" => QueryValue.Of([.. Enumerable.Range(0, times.Count).Select(i => times[i].ToUnixMilliseconds() / 1_000)]),
            "vector" => QueryValue.Of([new Row(LabelSet.Empty, arguments[0].Scalar!)]),
            "scalar" => QueryValue.Of(ScalarOf(arguments[0].Rows)),
            "absent" => QueryValue.Of([new Row(LabelsOf(call.Arguments[0]), WhereAbsent(arguments[0].Rows))]),
            "sort" => Sorted(arguments[0].Rows, descending: false),
            "sort_desc" => Sorted(arguments[0].Rows, descending: true),
            _ => QueryValue.Of(Distinct([.. arguments[0].Rows.Select(r => OfValues(name, r, arguments))], call.Position)),
        };
    }

    private Row OfValues(string name, Row row, List<QueryValue> arguments)
    {
        var values = Absent.Row(times.Count);
        Span<double> more = stackalloc double[arguments.Count - 1];
        for (var i = 0; i < values.Length; i++)
        {
            for (var a = 0; a < more.Length; a++)
                more[a] = arguments[a + 1].Scalar![i];
            if (!Absent.Is(row.Values[i]))
                values[i] = ValueFunctions.Of(name, row.Values[i], more);
        }
        return new(row.Labels.WithoutName(), values);
    }

    private async ValueTask<QueryValue> OverRangeAsync(string name, Selector selector, int position, CancellationToken cancellation)
    {
        var (range, offset) = (Seconds(selector.Range!.Value), Seconds(selector.Offset));
        var rows = new List<Row>();
        foreach (var series in Find(selector))
        {
            cancellation.ThrowIfCancellationRequested();
            _budget.Take(times.Count, position);
            var values = Absent.Row(times.Count);
            if (RangeFunctions.NeedsSamples(name))
            {
                var samples = await Reader.SamplesAsync(series.Tag.Id, range, offset, position, cancellation);
                for (var i = 0; i < values.Length; i++)
                {
                    var end = (times[i] - offset).Ticks;
                    values[i] = RangeFunctions.OfSamples(name, samples, samples.After(end - range.Ticks), samples.After(end), end - range.Ticks, end);
                }
            }
            else
            {
                var summaries = await Reader.SummariesAsync(series.Tag.Id, range, offset, position, cancellation);
                for (var i = 0; i < values.Length; i++)
                {
                    var end = (times[i] - offset).Ticks;
                    if (summaries[i] is { } summary)
                        values[i] = RangeFunctions.OfSummary(name, summary, end - range.Ticks, end);
                }
            }
            rows.Add(new(name == "last_over_time" ? series.Labels : series.Labels.WithoutName(), values));
        }
        return QueryValue.Of(Distinct(rows, position));
    }

    private QueryValue Joined(Binary binary, QueryValue left, QueryValue right)
    {
        if (left.Scalar is { } a && right.Scalar is { } b)
            return QueryValue.Of([.. a.Zip(b, (x, y) => binary.IsComparison ? (Operators.Compare(binary.Operator, x, y) ? 1 : 0) : Operators.Calculate(binary.Operator, x, y))]);
        if (left.Scalar is null && right.Scalar is null)
            return QueryValue.Of(new VectorMatch(binary, times.Count).Of(left.Rows, right.Rows));
        var numbers = left.Scalar ?? right.Scalar!;
        var rows = (left.Scalar is null ? left : right).Rows;
        var joined = rows.Select(r => new Row(
            binary.IsComparison && !binary.IsBool ? r.Labels : r.Labels.WithoutName(),
            [.. r.Values.Select((v, i) => Joined(binary, v, left.Scalar is null ? v : numbers[i], left.Scalar is null ? numbers[i] : v))])).ToList();
        return QueryValue.Of(Distinct(joined, binary.Position));
    }

    private static double Joined(Binary binary, double series, double left, double right)
    {
        if (Absent.Is(series))
            return series;
        if (!binary.IsComparison)
            return Operators.Calculate(binary.Operator, left, right);
        var holds = Operators.Compare(binary.Operator, left, right);
        return binary.IsBool ? (holds ? 1 : 0) : holds ? series : Absent.Value;
    }

    private static QueryValue Each(QueryValue value, Func<double, double> change) => value.Scalar is { } scalar
        ? QueryValue.Of([.. scalar.Select(change)])
        : QueryValue.Of(Distinct([.. value.Rows.Select(r => new Row(r.Labels.WithoutName(), [.. r.Values.Select(v => Absent.Is(v) ? v : change(v))]))], 0));

    /// <summary>Without the metric's name two series may have become one, which they can be while they are not there at the same moment.</summary>
    private static List<Row> Distinct(List<Row> rows, int position)
    {
        var distinct = new Dictionary<LabelSet, Row>(rows.Count);
        foreach (var row in rows)
        {
            if (distinct.TryAdd(row.Labels, row))
                continue;
            var values = distinct[row.Labels].Values;
            for (var i = 0; i < values.Length; i++)
            {
                if (!Absent.Is(values[i]) && !Absent.Is(row.Values[i]))
                    throw new QueryException(position, $"two series would have the same labels {row.Labels}; select one metric, or aggregate");
                values[i] = Absent.Is(values[i]) ? row.Values[i] : values[i];
            }
        }
        return [.. distinct.Values];
    }

    private double[] ScalarOf(IReadOnlyList<Row> rows) =>
        [.. Enumerable.Range(0, times.Count).Select(i => rows.Where(r => !Absent.Is(r.Values[i])).Take(2).ToList() is [var one] ? one.Values[i] : double.NaN)];

    private double[] WhereAbsent(IReadOnlyList<Row> rows) =>
        [.. Enumerable.Range(0, times.Count).Select(i => rows.Any(r => !Absent.Is(r.Values[i])) ? Absent.Value : 1)];

    /// <summary>The labels that a selector asks to be of one value.</summary>
    private static LabelSet LabelsOf(Expression expression) => expression is Selector selector
        ? new(selector.Matchers.Where(m => m is { Pattern: null, IsNot: false } && m.Label != LabelSet.MetricName).GroupBy(m => m.Label)
            .Where(g => g.Count() == 1).Select(g => new KeyValuePair<string, string>(g.Key, g.First().Value)))
        : LabelSet.Empty;

    /// <summary>By the value at one moment, what is no number last; over a range the order of the labels stays.</summary>
    private QueryValue Sorted(IReadOnlyList<Row> rows, bool descending)
    {
        if (times.Count > 1)
            return QueryValue.Of(rows);
        var sorted = rows.Where(r => !double.IsNaN(r.Values[0])).OrderBy(r => descending ? -r.Values[0] : r.Values[0]);
        return QueryValue.Of([.. sorted, .. rows.Where(r => double.IsNaN(r.Values[0]))], isOrdered: true);
    }
}
