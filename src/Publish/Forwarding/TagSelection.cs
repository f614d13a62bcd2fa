using System.IO.Enumeration;
using Millwright.Model;

namespace Millwright.Publish.Forwarding;

/// <summary>Which tags, by patterns of their path below the plant: <c>*</c> stands for any part of a segment, <c>**</c> for any number of segments.</summary>
internal sealed class TagSelection(IReadOnlyList<string>? select, IReadOnlyList<string>? except)
{
    private const int MostPatterns = 1_000;

    private readonly string[][]? _select = select?.Select(Segments).ToArray();
    private readonly string[][] _except = [.. (except ?? []).Select(Segments)];

    /// <summary>What is wrong with a pattern, null when nothing is.</summary>
    public static string? Problem(string pattern)
    {
        if (pattern.Length is 0 or > TagPath.MaxLength || pattern.Split('/').Length > TagPath.MaxSegments)
            return $"'{pattern}' is empty or longer than a path can be";
        foreach (var segment in pattern.Split('/'))
        {
            if (segment.Length == 0)
                return $"'{pattern}' has an empty segment";
            if (segment != "**" && segment.Contains("**", StringComparison.Ordinal))
                return $"'{pattern}' has '**' beside other letters of a segment";
        }
        return null;
    }

    /// <summary>All that is wrong with the options <c>select</c> and <c>except</c>.</summary>
    public static IEnumerable<OptionProblem> Problems(IReadOnlyList<string>? select, IReadOnlyList<string>? except)
    {
        foreach (var (key, patterns) in new[] { ("select", select), ("except", except) })
        {
            if (patterns is { Count: 0 or > MostPatterns })
                yield return new(key, $"{patterns.Count} patterns are not possible", $"write 1 to {MostPatterns}, or remove the key");
            foreach (var pattern in patterns ?? [])
            {
                if (Problem(pattern) is { } problem)
                    yield return new(key, problem, "write for example press-shop/** or */press3/oil_*");
            }
        }
    }

    /// <param name="tag">The tag's path.</param>
    /// <param name="plant">The plant's path, above it.</param>
    public bool Has(TagPath tag, TagPath plant)
    {
        var path = tag.ToString()[(plant.Length + 1)..].Split('/');
        return (_select is null || Array.Exists(_select, p => Matches(p, path))) && !Array.Exists(_except, p => Matches(p, path));
    }

    /// <remarks>At most 16 segments on each side, so the deepest recursion is as deep.</remarks>
    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty)
            return path.IsEmpty;
        if (pattern[0] != "**")
            return !path.IsEmpty && FileSystemName.MatchesSimpleExpression(pattern[0], path[0]) && Matches(pattern[1..], path[1..]);
        for (var skipped = 0; skipped <= path.Length; skipped++)
        {
            if (Matches(pattern[1..], path[skipped..]))
                return true;
        }
        return false;
    }

    /// <remarks>Two <c>**</c> in a row say no more than one and would be tried many times.</remarks>
    private static string[] Segments(string pattern)
    {
        var segments = new List<string>();
        foreach (var segment in pattern.Split('/'))
        {
            if (segment != "**" || segments.Count == 0 || segments[^1] != "**")
                segments.Add(segment);
        }
        return [.. segments];
    }
}
