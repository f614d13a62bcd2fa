using Millwright.Model;

namespace Millwright.Host.Http.View;

/// <summary>Finds what somebody meant who mistyped a path.</summary>
internal static class NearestPath
{
    private const int MaxCompared = 20_000;

    /// <summary>The known tag nearest to a mistyped relative path, null when none is near.</summary>
    public static string? Find(IPlantView plant, string relative)
    {
        if (relative.Length > TagPath.MaxLength)
            return null;
        string? best = null;
        var bestDistance = Math.Max(3, relative.Length / 3) + 1;
        foreach (var tag in plant.Tags.Active.Take(MaxCompared))
        {
            var path = plant.Relative(plant.Tags[tag].Path);
            if (Math.Abs(path.Length - relative.Length) >= bestDistance)
                continue;
            var distance = Distance(path, relative, bestDistance);
            if (distance < bestDistance)
                (best, bestDistance) = (path, distance);
        }
        return best;
    }

    /// <summary>The Levenshtein distance, or <paramref name="limit"/> once it cannot be less.</summary>
    private static int Distance(string a, string b, int limit)
    {
        Span<int> row = stackalloc int[TagPath.MaxLength + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            var least = row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                var cell = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost);
                (diagonal, row[j]) = (row[j], cell);
                least = Math.Min(least, cell);
            }
            if (least >= limit)
                return limit;
        }
        return row[b.Length];
    }
}
