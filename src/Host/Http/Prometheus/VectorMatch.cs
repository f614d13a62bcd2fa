using Millwright.Host.Http.PromQl;

namespace Millwright.Host.Http.Prometheus;

/// <summary>Operators between series: each meets the one on the other side that has the same labels, moment by moment.</summary>
internal sealed class VectorMatch(Binary binary, int count)
{
    private readonly List<string> _labels = [.. binary.Labels ?? []];

    public IReadOnlyList<Row> Of(IReadOnlyList<Row> left, IReadOnlyList<Row> right)
    {
        var byLabels = right.ToLookup(r => Signature(r.Labels));
        if (binary.Operator == "or")
            return Or(left, right);
        if (binary.IsSet)
            return [.. left.Select(l => Kept(l, byLabels[Signature(l.Labels)]))];
        var taken = new Dictionary<LabelSet, Row>();
        foreach (var row in left)
        {
            foreach (var other in byLabels[Signature(row.Labels)])
                Join(row, other, taken);
        }
        CheckOneToOne(byLabels.Select(g => g.ToList()), "right");
        return [.. taken.Values];
    }

    private LabelSet Signature(LabelSet labels) => binary.IsOn ? labels.Only(_labels) : labels.Without([.. _labels, LabelSet.MetricName]);

    private void Join(Row left, Row right, Dictionary<LabelSet, Row> taken)
    {
        var labels = Result(left.Labels);
        if (!taken.TryGetValue(labels, out var row))
            taken.Add(labels, row = new(labels, Absent.Row(count)));
        for (var i = 0; i < count; i++)
        {
            var (a, b) = (left.Values[i], right.Values[i]);
            if (Absent.Is(a) || Absent.Is(b))
                continue;
            var value = !binary.IsComparison ? Operators.Calculate(binary.Operator, a, b)
                : Operators.Compare(binary.Operator, a, b) ? (binary.IsBool ? 1 : a)
                : binary.IsBool ? 0 : Absent.Value;
            if (Absent.Is(value))
                continue;
            if (!Absent.Is(row.Values[i]))
                throw new QueryException(binary.Position, $"several series meet one another in {labels}; name the labels that tell them apart, or aggregate first");
            row.Values[i] = value;
        }
    }

    private LabelSet Result(LabelSet left)
    {
        if (binary.IsOn)
            return left.Only(_labels);
        var dropsName = !binary.IsComparison || binary.IsBool;
        return left.Without(dropsName ? [.. _labels, LabelSet.MetricName] : _labels);
    }

    private void CheckOneToOne(IEnumerable<List<Row>> groups, string side)
    {
        foreach (var group in groups.Where(g => g.Count > 1))
        {
            for (var i = 0; i < count; i++)
            {
                if (group.Count(r => !Absent.Is(r.Values[i])) > 1)
                    throw new QueryException(binary.Position, $"several series on the {side} side have the labels {Signature(group[0].Labels)}; name the labels that tell them apart, or aggregate first");
            }
        }
    }

    /// <summary>For <c>and</c> and <c>unless</c>: where one on the other side is there, or is not.</summary>
    private Row Kept(Row row, IEnumerable<Row> others)
    {
        var there = others.ToList();
        var values = Absent.Row(count);
        for (var i = 0; i < count; i++)
        {
            if (there.Exists(o => !Absent.Is(o.Values[i])) == (binary.Operator == "and"))
                values[i] = row.Values[i];
        }
        return new(row.Labels, values);
    }

    private List<Row> Or(IReadOnlyList<Row> left, IReadOnlyList<Row> right)
    {
        var byLabels = left.ToLookup(r => Signature(r.Labels));
        var rows = left.ToDictionary(r => r.Labels, r => r);
        foreach (var row in right)
        {
            var others = byLabels[Signature(row.Labels)].ToList();
            var values = Absent.Row(count);
            for (var i = 0; i < count; i++)
            {
                if (!others.Exists(o => !Absent.Is(o.Values[i])))
                    values[i] = row.Values[i];
            }
            rows[row.Labels] = rows.TryGetValue(row.Labels, out var same)
                ? new(row.Labels, [.. same.Values.Zip(values, static (a, b) => Absent.Is(a) ? b : a)])
                : new(row.Labels, values);
        }
        return [.. rows.Values];
    }
}
