using System.Text;
using System.Text.RegularExpressions;
using Millwright.Model;
using Millwright.Mqtt.Messages;

namespace Millwright.Publish.Forwarding;

/// <summary>
/// A topic with parts of the tag's path: <c>{path}</c> all of it, <c>{plant}</c> the plant's, <c>{asset}</c> the asset's below the plant, <c>{tag}</c> the name, and
/// <c>{dotted}</c> the path below the plant with dots in place of slashes, for brokers that count levels.
/// </summary>
internal sealed partial class TopicTemplate(string text)
{
    private static readonly string[] Known = ["{path}", "{plant}", "{asset}", "{tag}", "{dotted}"];

    /// <summary>What is wrong with a template, null when nothing is.</summary>
    public static string? Problem(string text)
    {
        if (Part().Matches(text).FirstOrDefault(m => !Known.Contains(m.Value)) is { } unknown)
            return $"there is no {unknown.Value} in a topic";
        var example = Part().Replace(text, "x");
        return example.Length == 0 || example.Contains('{', StringComparison.Ordinal) || example.Contains('}', StringComparison.Ordinal) || !TopicNames.IsValid(Encoding.UTF8.GetBytes(example))
            ? $"'{text}' makes no topic"
            : null;
    }

    /// <summary>The topic of a tag.</summary>
    /// <param name="tag">The tag's path.</param>
    /// <param name="plant">The plant's, above it.</param>
    public string Of(TagPath tag, TagPath plant)
    {
        var below = tag.ToString()[(plant.Length + 1)..];
        return Part().Replace(text, part => part.Value switch
        {
            "{path}" => tag.ToString(),
            "{plant}" => plant.ToString(),
            "{asset}" => below.LastIndexOf('/') is var end and > 0 ? below[..end] : "",
            "{tag}" => tag.Name,
            _ => below.Replace('/', '.'),
        });
    }

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Part();
}
