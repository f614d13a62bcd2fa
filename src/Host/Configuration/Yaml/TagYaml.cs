using System.Globalization;
using System.Text;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Host.Configuration.Yaml;

/// <summary>What a device offers, written as a tag's line of the configuration, ready to paste under <c>tags:</c>.</summary>
internal static class TagYaml
{
    /// <summary>The line; null when the item cannot be a tag.</summary>
    public static string? Line(BrowseItem item) => item.TagKeys.Count == 0 ? null : $"{NameOf(item.Name)}: {Mapping(item.TagKeys)}";

    /// <summary>The line under <c>commands:</c>; null when the item cannot be called.</summary>
    public static string? CommandLine(BrowseItem item) => item.CommandKeys.Count == 0 ? null : $"{NameOf(item.Name)}: {Mapping(item.CommandKeys)}";

    /// <summary>Keys with their values on one line.</summary>
    public static string Mapping(IEnumerable<TagKey> keys) => Braced(keys.Select(k => $"{k.Name}: {Value(k.Value)}"));

    /// <summary>The same lines, each under a name of its own, case ignored: of those with one name all but the first get a number that makes a name which no line has.</summary>
    public static IEnumerable<string> Distinct(IReadOnlyList<string> lines)
    {
        var written = lines.Select(NameIn).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var given = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var numbers = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            var name = NameIn(line);
            if (given.Add(name))
            {
                yield return line;
                continue;
            }
            var number = numbers.GetValueOrDefault(name, 1);
            string numbered;
            do
            {
                numbered = Numbered(name, ++number);
            }
            while (written.Contains(numbered) || !given.Add(numbered));
            numbers[name] = number;
            yield return numbered + line[name.Length..];
        }
    }

    /// <summary>A name that a tag can have.</summary>
    public static string NameOf(string name)
    {
        var text = new StringBuilder(TagPath.MaxSegmentLength);
        foreach (var letter in name.AsSpan().Trim().TrimStart("_.-"))
        {
            if (text.Length == TagPath.MaxSegmentLength)
                break;
            text.Append(char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' ? letter : '_');
        }
        var kept = text.ToString().Trim('_', '.', '-');
        return kept.Length == 0 ? "tag" : kept;
    }

    private static string NameIn(string line) => line[..line.IndexOf(':', StringComparison.Ordinal)];

    private static string Numbered(string name, int number)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $"_{number}");
        return name[..Math.Min(name.Length, TagPath.MaxSegmentLength - suffix.Length)] + suffix;
    }

    private static string Value(object value) => value switch
    {
        IReadOnlyDictionary<long, string> words =>
            Braced(words.OrderBy(w => w.Key).Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Key}: {Quoted(w.Value)}"))),
        IReadOnlyDictionary<string, string> arguments => Braced(arguments.Select(a => $"{Quoted(a.Key)}: {{ as: {Quoted(a.Value)} }}")),
        IReadOnlyList<TagKey> keys => Mapping(keys),
        _ => Quoted(value.ToString() ?? ""),
    };

    private static string Braced(IEnumerable<string> entries) => $"{{ {string.Join(", ", entries)} }}";

    private static string Quoted(string text)
    {
        var isPlain = text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ' ') && text[0] != ' ' && text[^1] != ' ';
        if (isPlain && text is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off"))
            return text;
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var letter in text)
        {
            if (letter is '"' or '\\')
                quoted.Append('\\').Append(letter);
            else if (char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF')
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}");
            else
                quoted.Append(letter);
        }
        return quoted.Append('"').ToString();
    }
}
