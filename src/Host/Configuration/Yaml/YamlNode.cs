using Millwright.Model;

namespace Millwright.Host.Configuration.Yaml;

/// <summary>A node of a configuration file that knows where it stands.</summary>
/// <param name="place">The file and line of its first character.</param>
/// <param name="weight">The nodes it stands for, itself and all below it, aliases counted as often as they are used.</param>
internal abstract class YamlNode(ConfigurationPlace place, long weight)
{
    public ConfigurationPlace Place { get; } = place;

    public long Weight { get; } = weight;

    /// <summary>What it is, for messages: <c>text</c>, <c>a list</c>, <c>a mapping</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>True for a key without a value.</summary>
    public virtual bool IsEmpty => false;
}

/// <summary>Text, as written.</summary>
internal sealed class YamlScalar(ConfigurationPlace place, string text, bool isPlain) : YamlNode(place, 1)
{
    public string Text { get; } = text;

    /// <summary>True when it stands without quotes.</summary>
    public bool IsPlain { get; } = isPlain;

    public override string Kind => IsEmpty ? "nothing" : $"'{Text}'";

    public override bool IsEmpty => IsPlain && Text is "" or "~" or "null";
}

/// <summary>A list.</summary>
internal sealed class YamlSequence(ConfigurationPlace place, IReadOnlyList<YamlNode> items)
    : YamlNode(place, 1 + items.Sum(i => i.Weight))
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string Kind => "a list";
}

/// <summary>A mapping with its entries in the order written; a key may stand twice, which is for the reader of it to say.</summary>
internal sealed class YamlMapping(ConfigurationPlace place, IReadOnlyList<YamlEntry> entries)
    : YamlNode(place, 1 + entries.Sum(e => 1 + e.Value.Weight))
{
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override string Kind => "a mapping";

    /// <summary>The first entry of a key, null where there is none.</summary>
    public YamlEntry? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Text == key)
                return entry;
        }
        return null;
    }

    /// <summary>The text of a key, null where it is missing, empty or not text.</summary>
    public string? TextOf(string key) => Find(key)?.Value is YamlScalar { IsEmpty: false } scalar ? scalar.Text : null;
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value)
{
    public ConfigurationPlace Place => Key.Place;
}
