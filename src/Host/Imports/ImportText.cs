using System.Text;
using Millwright.Host.Configuration.Yaml;

namespace Millwright.Host.Imports;

/// <summary>An imported plant as YAML, and what each of its lines is about.</summary>
internal sealed class ImportText
{
    /// <summary>The key of a tag that names its connection.</summary>
    public const string From = "from";

    private readonly StringBuilder _text = new();
    private readonly List<object?> _subjects = [];

    private ImportText()
    {
    }

    /// <summary>The lines, each ended.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>What a line, from 1, is about: an <see cref="ImportedConnection"/>, an <see cref="ImportedTag"/>, or for the line of an asset its tags.</summary>
    public object? SubjectOf(int line) => line > 0 && line <= _subjects.Count ? _subjects[line - 1] : null;

    /// <param name="plant">What was found.</param>
    /// <param name="path">The plant's own path; null leaves it out, for a part of a plant.</param>
    public static ImportText Write(ImportedPlant plant, string? path)
    {
        var text = new ImportText();
        if (path is not null)
            text.Line($"plant: {path}", null);
        if (plant.Connections.Count > 0)
            text.Line("connections:", null);
        foreach (var connection in plant.Connections)
            text.Line($"  {connection.Name}: {TagYaml.Mapping(connection.Keys)}", connection);
        if (plant.Tags.Count > 0)
            text.Line("assets:", null);
        foreach (var asset in plant.Tags.GroupBy(t => t.Asset, StringComparer.OrdinalIgnoreCase))
        {
            IReadOnlyList<ImportedTag> tags = [.. asset];
            text.Line($"  {asset.Key}:", tags);
            text.Line("    tags:", tags);
            var lines = TagYaml.Distinct([.. tags.Select(t => $"{TagYaml.NameOf(t.Name)}: {TagYaml.Mapping(t.Keys)}")]);
            foreach (var (line, tag) in lines.Zip(tags))
                text.Line($"      {line}", tag);
        }
        return text;
    }

    private void Line(string line, object? subject)
    {
        _text.Append(line).Append('\n');
        _subjects.Add(subject);
    }
}
