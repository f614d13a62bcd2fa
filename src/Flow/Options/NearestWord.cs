namespace Millwright.Flow.Options;

/// <summary>Finds what somebody may have meant.</summary>
internal static class NearestWord
{
    /// <summary>The most characters compared; longer text is no slip of the finger.</summary>
    private const int MaxLength = 40;

    /// <summary>The word with the fewest edits away, null when nothing is near.</summary>
    public static string? Of(string text, IEnumerable<string> words)
    {
        if (text.Length is 0 or > MaxLength)
            return null;
        var best = default(string);
        var least = 2 * Math.Max(1, text.Length / 2) + 1;
        foreach (var word in words)
        {
            if (word.Length is 0 or > MaxLength)
                continue;
            var distance = Distance(text, word);
            if (distance < least)
                (best, least) = (word, distance);
        }
        return best;
    }

    /// <summary>In half edits.</summary>
    private static int Distance(string a, string b)
    {
        Span<int> row = stackalloc int[MaxLength + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j * 2;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i * 2;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 2, diagonal + Cost(a[i - 1], b[j - 1]));
                diagonal = above;
            }
        }
        return row[b.Length];
    }

    /// <summary>Half an edit for the wrong case, a whole one for another letter.</summary>
    private static int Cost(char a, char b) => a == b ? 0 : char.ToUpperInvariant(a) == char.ToUpperInvariant(b) ? 1 : 2;
}
