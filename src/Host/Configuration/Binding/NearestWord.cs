namespace Millwright.Host.Configuration.Binding;

/// <summary>Finds the word that somebody meant.</summary>
internal static class NearestWord
{
    /// <summary>
    /// The candidate with the smallest edit distance (insertions, deletions, replacements, neighbours swapped; optimal string alignment),
    /// null when none is near: about one error in three letters.
    /// </summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        var folded = Fold(word);
        var limit = Math.Max(1, folded.Length / 3);
        string? nearest = null;
        var least = limit + 1;
        foreach (var candidate in candidates)
        {
            var distance = Distance(folded, Fold(candidate), least);
            if (distance < least)
            {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    // `Stale-After` and `staleAfter` are meant to be `stale_after`.
    private static string Fold(string word) =>
        word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit || b.Length > 256)
            return limit;
        var before = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, last, row) = (last, row, before);
        }
        return last[b.Length];
    }
}
