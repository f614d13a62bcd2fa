using Millwright.Model;

namespace Millwright.Historian.Queries;

/// <summary>Where intervals that follow each other begin, and where the last one ends.</summary>
internal static class IntervalBounds
{
    /// <summary>The bounds in ticks.</summary>
    /// <exception cref="ArgumentException">There are fewer than two or too many, or they do not rise.</exception>
    public static long[] Checked(IReadOnlyList<Timestamp> bounds, int maxIntervals)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        if (bounds.Count < 2)
            throw new ArgumentException("Intervals need at least two bounds.", nameof(bounds));
        if (bounds.Count - 1 > maxIntervals)
            throw new ArgumentException($"{bounds.Count - 1:N0} intervals are asked for; at most {maxIntervals:N0} are given: ask for longer ones or a shorter range.", nameof(bounds));
        var ticks = new long[bounds.Count];
        for (var i = 0; i < ticks.Length; i++)
        {
            ticks[i] = bounds[i].Ticks;
            if (i > 0 && ticks[i] <= ticks[i - 1])
                throw new ArgumentException($"The bounds of intervals rise; {bounds[i]} follows {bounds[i - 1]}.", nameof(bounds));
        }
        return ticks;
    }

    public static long Shortest(long[] bounds)
    {
        var shortest = long.MaxValue;
        for (var i = 1; i < bounds.Length; i++)
            shortest = Math.Min(shortest, bounds[i] - bounds[i - 1]);
        return shortest;
    }
}
