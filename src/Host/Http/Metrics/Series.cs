using System.Globalization;
using System.Text;

namespace Millwright.Host.Http.Metrics;

/// <summary>One instrument with one set of labels.</summary>
internal sealed class Series(MetricKind kind, bool isObserved = false)
{
    private static readonly double[] Bounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];

    private readonly Lock _gate = new();
    private readonly long[]? _buckets = kind == MetricKind.Histogram ? new long[Bounds.Length + 1] : null;
    private double _value;
    private long _count;

    public MetricKind Kind { get; } = kind;

    /// <summary>Observed instruments state the whole, the others a change.</summary>
    public void Take(double value)
    {
        lock (_gate)
        {
            _value = isObserved ? value : _value + value;
            _count++;
            if (_buckets is not null)
                _buckets[Place(value)]++;
        }
    }

    public void Write(StringBuilder text, string name, string labels)
    {
        lock (_gate)
        {
            if (_buckets is null)
                Line(text, name, labels, _value);
            else
                WriteHistogram(text, name, labels, _buckets);
        }
    }

    private static int Place(double value)
    {
        var place = 0;
        while (place < Bounds.Length && value > Bounds[place])
            place++;
        return place;
    }

    private void WriteHistogram(StringBuilder text, string name, string labels, long[] buckets)
    {
        var sum = 0L;
        var comma = labels.Length > 0 ? "," : "";
        for (var i = 0; i < buckets.Length; i++)
        {
            sum += buckets[i];
            var bound = i < Bounds.Length ? Bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
            Line(text, name + "_bucket", $"{labels}{comma}le=\"{bound}\"", sum);
        }
        Line(text, name + "_sum", labels, _value);
        Line(text, name + "_count", labels, _count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        var number = double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);
        text.Append(' ').Append(number).Append('\n');
    }
}
