using Millwright.Flow.Sources;

namespace Millwright.Host.Configuration.Yaml;

/// <summary>A part of plant.yaml that runs as it stands below the plant's own path: a connection and an asset with its tags and commands.</summary>
/// <param name="Connection">The connection's name.</param>
/// <param name="Keys">What to write for it; null where the plant has it already.</param>
internal sealed record PlantFragment(string Connection, IReadOnlyList<TagKey>? Keys)
{
    /// <summary>The name of a connection that has none yet.</summary>
    public const string Machine = "machine";

    /// <summary>Where the tags stand until somebody gives the machine its place; the Browse tab of the pages writes the same.</summary>
    public const string Asset = "area/line/machine";

    /// <summary>The fragment, line by line.</summary>
    /// <param name="tags">What <see cref="TagYaml.Line"/> gave, names not yet apart.</param>
    /// <param name="commands">What <see cref="TagYaml.CommandLine"/> gave; a command has no name that a tag has.</param>
    public IEnumerable<string> Lines(IReadOnlyList<string> tags, IReadOnlyList<string> commands)
    {
        List<string> lines = [];
        if (Keys is not null)
            lines.AddRange(["connections:", $"  {Connection}: {TagYaml.Mapping(Keys)}"]);
        lines.AddRange(["assets:", $"  {Asset}:", $"    connection: {Connection}"]);
        var named = TagYaml.Distinct([.. tags, .. commands]).Select(l => $"      {l}").ToList();
        if (tags.Count > 0)
            lines.AddRange(["    tags:", .. named.Take(tags.Count)]);
        if (commands.Count > 0)
            lines.AddRange(["    commands:", .. named.Skip(tags.Count)]);
        return lines;
    }
}
