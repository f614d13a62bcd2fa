using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Millwright.Drivers.LineProtocol;

/// <summary>The written rule by which a series and a field get a path.</summary>
/// <remarks>
/// In a value each run of characters that a path cannot have becomes one <c>_</c>, and the ends are cut to a letter or digit; of a value
/// that has none the bytes stand there in hexadecimal behind an <c>x</c>, so that <c>/</c> is <c>x2f</c>. Two series that get one path by this are told
/// apart by whoever makes tags: the second is refused.
/// </remarks>
public sealed class PathRule
{
    private readonly IReadOnlyList<string> _asset;
    private readonly string _tag;
    private readonly HashSet<string> _named;

    private PathRule(IReadOnlyList<string> asset, string tag, HashSet<string> named) => (_asset, _tag, _named) = (asset, tag, named);

    /// <summary>Reads the rule.</summary>
    /// <param name="asset">The asset's path below the plant with placeholders.</param>
    /// <param name="tag">The tag's name with placeholders.</param>
    /// <param name="rule">The rule, null on failure.</param>
    /// <param name="problem">Which of the two is wrong, and what.</param>
    public static bool TryParse(string asset, string tag, [NotNullWhen(true)] out PathRule? rule, out (string Key, string Problem)? problem)
    {
        rule = null;
        var named = new HashSet<string>(StringComparer.Ordinal);
        var segments = asset.Split('/');
        problem = null;
        foreach (var segment in segments)
        {
            if (Check(segment, named, isAsset: true) is { } wrong)
                problem ??= ("asset", wrong);
        }
        if (Check(tag, named, isAsset: false) is { } wrongTag)
            problem ??= ("tag", wrongTag);
        if (problem is not null)
            return false;
        rule = new(segments, tag, named);
        return true;
    }

    /// <summary>The path below the plant of one field of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="field">The field.</param>
    /// <param name="path">The path, null on failure.</param>
    /// <param name="problem">Why the rule gives it none.</param>
    public bool TryApply(SeriesName series, string field, [NotNullWhen(true)] out string? path, [NotNullWhen(false)] out string? problem)
    {
        path = null;
        var segments = new List<string>();
        foreach (var segment in _asset)
        {
            if (segment == "{rest}")
                segments.AddRange(series.Tags.Where(t => !_named.Contains(t.Key)).Select(t => Segment(t.Value)));
            else if (!TryFill(segment, series, field, segments, out problem))
                return false;
        }
        if (!TryFill(_tag, series, field, segments, out problem))
            return false;
        path = string.Join('/', segments);
        return true;
    }

    private static string? Check(string segment, HashSet<string> named, bool isAsset)
    {
        if (segment.Length == 0)
            return "a segment of it is empty";
        if (segment == "{rest}")
            return isAsset ? null : "{rest} may be several segments and stands in asset alone";
        for (var at = 0; at < segment.Length;)
        {
            var open = segment.IndexOf('{', at);
            var text = open < 0 ? segment[at..] : segment[at..open];
            if (text.Contains('}', StringComparison.Ordinal))
                return $"'{segment}' closes a placeholder that it does not open";
            if (text.Any(c => !IsAllowed(c)))
                return $"'{segment}' has characters that a path cannot have; letters, digits, '_', '-' and '.' are allowed";
            if (open < 0)
                break;
            var close = segment.IndexOf('}', open);
            if (close <= open + 1)
                return $"'{segment}' has a placeholder without an end or a name";
            var name = segment[(open + 1)..close];
            if (name == "rest")
                return "{rest} must be a segment of its own";
            named.Add(name);
            at = close + 1;
        }
        return null;
    }

    private static bool TryFill(string segment, SeriesName series, string field, List<string> segments, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        var text = new StringBuilder();
        for (var at = 0; at < segment.Length;)
        {
            var open = segment.IndexOf('{', at);
            text.Append(open < 0 ? segment[at..] : segment[at..open]);
            if (open < 0)
                break;
            var close = segment.IndexOf('}', open);
            var name = segment[(open + 1)..close];
            var value = name switch
            {
                "measurement" => series.Measurement,
                "field" => field,
                _ => series.Tags.FirstOrDefault(t => t.Key == name).Value,
            };
            if (value is null)
            {
                problem = $"'{series}' has no tag '{name}', which the connection's rule asks for in '{segment}'";
                return false;
            }
            text.Append(Segment(value));
            at = close + 1;
        }
        segments.Add(text.ToString());
        return true;
    }

    private static string Segment(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value.Normalize(NormalizationForm.FormC))
        {
            if (IsAllowed(c))
                text.Append(c);
            else if (text.Length > 0 && text[^1] != '_')
                text.Append('_');
        }
        var cut = text.ToString().Trim('_', '-', '.');
        return cut.Length > 0 ? cut : "x" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value));
    }

    private static bool IsAllowed(char c) =>
        (char.IsLetterOrDigit(c) && char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) || c is '_' or '-' or '.';
}
