namespace Millwright.Historian.Queries;

/// <summary>A point of a chart: ticks and a number, NaN where the line is broken.</summary>
public readonly record struct ChartPoint(Model.Timestamp Time, double Value);

/// <summary>
/// Largest triangle, three buckets: of each bucket the point that spans the largest triangle with its neighbours. Steinarsson,
/// "Downsampling Time Series for Visual Representation", University of Iceland, 2013, 4.2.
/// </summary>
public static class Lttb
{
    /// <summary>At most so many of the points, the first and the last among them, in order.</summary>
    /// <param name="points">Numbers in rising time.</param>
    /// <param name="count">At least 3.</param>
    public static IReadOnlyList<ChartPoint> Reduce(IReadOnlyList<ChartPoint> points, int count)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 3);
        if (points.Count <= count)
            return points;
        var chosen = new List<ChartPoint>(count) { points[0] };
        var width = (points.Count - 2) / (double)(count - 2);
        var last = points[0];
        for (var bucket = 0; bucket < count - 2; bucket++)
        {
            var start = (int)(bucket * width) + 1;
            var end = (int)((bucket + 1) * width) + 1;
            var (meanTime, meanValue) = Mean(points, end, Math.Min((int)((bucket + 2) * width) + 1, points.Count));
            var best = start;
            var largest = -1.0;
            for (var i = start; i < end; i++)
            {
                // The times are large and near each other: differences keep their digits.
                var area = Math.Abs(
                    ((meanTime - last.Time.Ticks) * (points[i].Value - last.Value))
                    - ((points[i].Time.Ticks - last.Time.Ticks) * (meanValue - last.Value)));
                if (area > largest)
                    (largest, best) = (area, i);
            }
            chosen.Add(last = points[best]);
        }
        chosen.Add(points[^1]);
        return chosen;
    }

    private static (double Time, double Value) Mean(IReadOnlyList<ChartPoint> points, int start, int end)
    {
        start = Math.Min(start, points.Count - 1);
        end = Math.Max(end, start + 1);
        var (time, value) = (0.0, 0.0);
        for (var i = start; i < end; i++)
        {
            time += points[i].Time.Ticks - points[start].Time.Ticks;
            value += points[i].Value;
        }
        return (points[start].Time.Ticks + (time / (end - start)), value / (end - start));
    }
}
