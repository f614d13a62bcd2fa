using Millwright.Host.Http.PromQl;

namespace Millwright.Host.Http.Prometheus;

/// <summary>Makes many series into fewer, moment by moment.</summary>
internal static class AggregationRun
{
    public static QueryValue Of(AggregationExpression aggregation, IReadOnlyList<Row> rows, double[]? parameter, int count)
    {
        var groups = new Dictionary<LabelSet, List<Row>>();
        foreach (var row in rows)
        {
            var labels = aggregation.IsWithout
                ? row.Labels.Without([.. aggregation.Labels, LabelSet.MetricName])
                : row.Labels.Only([.. aggregation.Labels]);
            if (!groups.TryGetValue(labels, out var group))
                groups.Add(labels, group = []);
            group.Add(row);
        }
        if (parameter is not null)
            return QueryValue.Of([.. groups.Values.SelectMany(g => Best(aggregation.Operator == AggregationOperator.Topk, g, parameter, count))], isOrdered: count == 1);
        return QueryValue.Of([.. groups.Select(g => new Row(g.Key, Folded(aggregation.Operator, g.Value, count)))]);
    }

    private static double[] Folded(AggregationOperator operation, List<Row> rows, int count)
    {
        var folded = Absent.Row(count);
        for (var i = 0; i < count; i++)
        {
            var fold = new Fold();
            foreach (var row in rows)
            {
                if (!Absent.Is(row.Values[i]))
                    fold.Add(row.Values[i]);
            }
            if (fold.Count > 0)
                folded[i] = fold.Result(operation);
        }
        return folded;
    }

    /// <summary>The greatest or least of each moment; series keep their labels, and what is no number comes last.</summary>
    private static List<Row> Best(bool greatest, List<Row> rows, double[] parameter, int count)
    {
        var best = rows.ConvertAll(r => new Row(r.Labels, Absent.Row(count)));
        var order = new int[rows.Count];
        int[] last = [];
        for (var i = 0; i < count; i++)
        {
            var at = i;
            for (var row = 0; row < order.Length; row++)
                order[row] = row;
            Array.Sort(order, (a, b) => Compare(rows[a].Values[at], rows[b].Values[at], greatest) is not 0 and var by ? by : a.CompareTo(b));
            var most = double.IsNaN(parameter[i]) ? 0 : (int)Math.Clamp(parameter[i], 0, order.Length);
            last = [.. order.Take(most).Where(row => !Absent.Is(rows[row].Values[at]))];
            foreach (var row in last)
                best[row].Values[i] = rows[row].Values[i];
        }
        return count == 1 ? [.. last.Select(row => best[row])] : best;
    }

    private static int Compare(double left, double right, bool greatest)
    {
        var (a, b) = (Rank(left), Rank(right));
        return a != b ? a.CompareTo(b) : a > 0 ? 0 : greatest ? right.CompareTo(left) : left.CompareTo(right);
    }

    private static int Rank(double value) => Absent.Is(value) ? 2 : double.IsNaN(value) ? 1 : 0;

    private struct Fold
    {
        private double _sum;
        private double _least;
        private double _most;
        private double _mean;
        private double _deviation;

        public int Count { get; private set; }

        public void Add(double value)
        {
            Count++;
            _sum += value;
            _least = Count == 1 || double.IsNaN(_least) || value < _least ? value : _least;
            _most = Count == 1 || double.IsNaN(_most) || value > _most ? value : _most;
            // Welford: the mean and the squared deviations from it, without large sums.
            var apart = value - _mean;
            _mean += apart / Count;
            _deviation += apart * (value - _mean);
        }

        public readonly double Result(AggregationOperator operation) => operation switch
        {
            AggregationOperator.Sum => _sum,
            AggregationOperator.Avg => _sum / Count,
            AggregationOperator.Min => _least,
            AggregationOperator.Max => _most,
            AggregationOperator.Count => Count,
            AggregationOperator.Stdvar => _deviation / Count,
            AggregationOperator.Stddev => Math.Sqrt(_deviation / Count),
            _ => 1,
        };
    }
}
