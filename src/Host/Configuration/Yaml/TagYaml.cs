using System.Globalization;
using System.Text;
using Millwright.Flow.Sources;

namespace Millwright.Host.Configuration.Yaml;

/// <summary>What a device offers, written as a tag's line of the configuration, ready to paste under <c>tags:</c>.</summary>
internal static class TagYaml
{
    /// <summary>The line; null when the item cannot be a tag.</summary>
    public static string? Line(BrowseItem item)
    {
        if (item.TagKeys.Count == 0)
            return null;
        var text = new StringBuilder(NameOf(item.Name)).Append(": { ");
        text.AppendJoin(", ", item.TagKeys.Select(k => $"{k.Name}: {Value(k.Value)}"));
        return text.Append(" }").ToString();
    }

    /// <summary>The line under <c>commands:</c>; null when the item cannot be called.</summary>
    public static string? CommandLine(BrowseItem item)
    {
        if (item.CommandKeys.Count == 0)
            return null;
        var text = new StringBuilder(NameOf(item.Name)).Append(": { ");
        text.AppendJoin(", ", item.CommandKeys.Select(k => $"{k.Name}: {(k.Value is IReadOnlyDictionary<string, string> arguments ? Arguments(arguments) : Value(k.Value))}"));
        return text.Append(" }").ToString();
    }

    private static string Arguments(IReadOnlyDictionary<string, string> kinds) =>
        "{ " + string.Join(", ", kinds.Select(k => $"{Quoted(k.Key)}: {{ as: {Quoted(k.Value)} }}")) + " }";

    /// <summary>The same line under another name, for one whose name is taken.</summary>
    public static string Rename(string line, int number)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{line[..colon]}_{number}{line[colon..]}");
    }

    /// <summary>A name that a tag can have.</summary>
    public static string NameOf(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in name.Trim())
            text.Append(char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' ? letter : '_');
        var kept = text.ToString().Trim('_', '.', '-');
        return kept.Length == 0 ? "tag" : kept;
    }

    private static string Value(object value) => value is IReadOnlyDictionary<long, string> words
        ? "{ " + string.Join(", ", words.OrderBy(w => w.Key).Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Key}: {Quoted(w.Value)}"))) + " }"
        : Quoted(value.ToString() ?? "");

    private static string Quoted(string text)
    {
        var isPlain = text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ' ') && text[0] != ' ' && text[^1] != ' ';
        return isPlain && text is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off")
            ? text
            : "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
    }
}
