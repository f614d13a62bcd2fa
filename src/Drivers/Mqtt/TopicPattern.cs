using System.Text;
using Millwright.Model;
using Millwright.Mqtt.Messages;

namespace Millwright.Drivers.Mqtt;

/// <summary>
/// A topic with parts of a tag's path in it. A path is <c>enterprise/site/area/line/machine/tag</c> (IEC 62264-1, 5.3) as far as the plant has them:
/// <c>{enterprise}</c>, <c>{site}</c> and <c>{area}</c> are its first segments, <c>{tag}</c> its last, <c>{machine}</c> the one before it,
/// <c>{line}</c> the one before that, <c>{asset}</c> all between site and tag, <c>{path}</c> all of it.
/// </summary>
internal static class TopicPattern
{
    private const int AreaDepth = 2;

    public static IReadOnlyList<string> Words { get; } = ["enterprise", "site", "area", "line", "machine", "tag", "asset", "path"];

    /// <summary>What is wrong with a pattern, null when nothing is.</summary>
    public static string? Problem(string pattern)
    {
        if (!TryFill(pattern, word => Words.Contains(word) ? "x" : null, out var filled, out var unknown))
            return unknown is null ? $"'{pattern}' has a brace that does not end" : $"'{pattern}' has the unknown part {{{unknown}}}";
        return TopicFilters.IsValid(Encoding.UTF8.GetBytes(filled)) ? null : $"'{pattern}' is no topic";
    }

    /// <summary>The topic for a tag; false when its path does not have a part.</summary>
    public static bool TryFill(string pattern, TagPath tag, out string topic, out string? missing)
    {
        var segments = tag.ToString().Split('/');
        return TryFill(pattern, word => Part(word, segments), out topic, out missing);
    }

    private static string? Part(string word, string[] path) => word switch
    {
        "path" => string.Join('/', path),
        "tag" => path[^1],
        "enterprise" => At(path, 0),
        "site" => At(path, 1),
        "area" => At(path, AreaDepth),
        "line" => path.Length > AreaDepth + 3 ? path[^3] : null,
        "machine" => path.Length > AreaDepth + 1 ? path[^2] : null,
        "asset" => path.Length > AreaDepth + 1 ? string.Join('/', path[AreaDepth..^1]) : null,
        _ => null,
    };

    private static string? At(string[] path, int index) => index < path.Length - 1 ? path[index] : null;

    private static bool TryFill(string pattern, Func<string, string?> part, out string filled, out string? missing)
    {
        var text = new StringBuilder(pattern.Length);
        var rest = pattern.AsSpan();
        (filled, missing) = ("", null);
        while (rest.IndexOf('{') is var start and >= 0)
        {
            var end = rest[start..].IndexOf('}');
            if (end < 0)
                return false;
            var word = rest[(start + 1)..(start + end)].ToString();
            if (part(word) is not { } value)
            {
                missing = word;
                return false;
            }
            text.Append(rest[..start]).Append(value);
            rest = rest[(start + end + 1)..];
        }
        filled = text.Append(rest).ToString();
        return true;
    }
}
