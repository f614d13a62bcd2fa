using Millwright.Drivers.LineProtocol;
using Millwright.Flow.Options;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;
using Millwright.Model;

namespace Millwright.Host.Ingest;

/// <summary>
/// The tags that were made of what clients write, beside those that are configured. They are durable before they are used, keep path and type
/// when the rule changes, and give way to what is configured. Used by one caller at a time.
/// </summary>
internal sealed class MadeTags
{
    private readonly MadeTagFile _file;
    private readonly Dictionary<(string Connection, string Series), MadeTag> _tags = [];
    private readonly Dictionary<MadeTag, TagConfiguration> _configured = [];

    /// <exception cref="IOException">The file cannot be read.</exception>
    public MadeTags(MadeTagFile file)
    {
        _file = file;
        foreach (var tag in file.Load())
            _tags[(tag.Connection, tag.Series)] = tag;
    }

    /// <summary>Makes tags of fields that have none.</summary>
    /// <param name="plant">The plant as written, without the tags that were made.</param>
    /// <param name="connection">Where they were written to.</param>
    /// <param name="wanted">The fields.</param>
    /// <returns>For each why it was not made, null where it was.</returns>
    /// <exception cref="IOException">They cannot be stored; nothing changed.</exception>
    public IReadOnlyList<string?> Add(PlantConfiguration plant, string connection, IReadOnlyList<NewSeries> wanted)
    {
        var options = plant.Connections.FirstOrDefault(c => c.Name == connection)?.DriverOptions as SeriesOptions;
        if (options is null || !PathRule.TryParse(options.Asset, options.Tag, out var rule, out _))
            return [.. wanted.Select(_ => $"connection {connection} is no longer configured")];
        var whole = LaidOver(plant);
        var paths = whole.Tags.ToDictionary(t => t.Path);
        var assets = whole.Assets.Select(a => a.Asset.Path).ToHashSet();
        var made = new List<MadeTag>();
        var count = _tags.Keys.Count(k => k.Connection == connection);
        var problems = new string?[wanted.Count];
        for (var i = 0; i < problems.Length; i++)
        {
            var series = wanted[i];
            if (_tags.ContainsKey((connection, series.Name)))
                continue;
            problems[i] = count + made.Count >= options.MaxTags
                ? $"'{series.Name}' would be a new tag, and connection {connection} makes {options.MaxTags} at most; raise max_tags, or send less"
                : PlantProblem(whole, made.Count) ?? PathProblem(rule, plant.Plant, series, paths, assets, out var path) ?? Take(series, path);
        }
        if (made.Count > 0)
        {
            _file.Save([.. _tags.Values, .. made]);
            foreach (var tag in made)
                _tags[(tag.Connection, tag.Series)] = tag;
        }
        return problems;

        string? Take(NewSeries series, TagPath path)
        {
            made.Add(new(connection, series.Name, path.ToString()[(plant.Plant.ToString().Length + 1)..], series.Kind));
            paths.Add(path, ConfigurationOf(plant, made[^1], path)!);
            for (var above = path.Parent; above.Depth > plant.Plant.Depth; above = above.Parent)
                assets.Add(above);
            return null;
        }
    }

    /// <summary>The plant with these tags, and the assets that they need, laid over what is written.</summary>
    public PlantConfiguration LaidOver(PlantConfiguration plant)
    {
        if (_tags.Count == 0)
            return plant;
        var tags = new List<TagConfiguration>(plant.Tags);
        var paths = plant.Tags.Select(t => t.Path).ToHashSet();
        var assets = plant.Assets.ToDictionary(a => a.Asset.Path);
        var written = plant.Tags.Where(t => t.DriverOptions is SeriesTagOptions).Select(t => (t.Connection, NameOf(t))).ToHashSet();
        foreach (var made in _tags.Values)
        {
            if (written.Contains((made.Connection, made.Series)) || !TagPath.TryParse($"{plant.Plant}/{made.Path}", out var path, out _)
                || ConfigurationOf(plant, made, path) is not { } tag || assets.ContainsKey(path) || !paths.Add(path))
            {
                continue;
            }
            tags.Add(tag);
            for (var above = path.Parent; above.Depth > plant.Plant.Depth; above = above.Parent)
                assets.TryAdd(above, new(new() { Path = above, Level = AssetReader.LevelOf(plant.Plant, above) }, tag.Place));
        }
        return plant.With([.. assets.Values.OrderBy(a => a.Asset.Path.Depth).ThenBy(a => a.Asset.Path)], tags);
    }

    private static string? PlantProblem(PlantConfiguration whole, int made) =>
        whole.Tags.Count + made >= PlantKeys.MaxTags ? $"the plant has {PlantKeys.MaxTags} tags, which is the most a node takes" : null;

    private static string? PathProblem(
        PathRule rule, TagPath plant, NewSeries series, Dictionary<TagPath, TagConfiguration> paths, HashSet<TagPath> assets, out TagPath path)
    {
        path = default;
        if (!rule.TryApply(series.Series, series.Field, out var below, out var problem))
            return problem;
        if (!TagPath.TryParse($"{plant}/{below}", out path, out problem))
            return $"'{series.Name}' would be the tag '{below}': {problem}";
        if (paths.TryGetValue(path, out var other))
        {
            return $"'{series.Name}' would be the tag '{below}', which '{(other.DriverOptions as SeriesTagOptions)?.Series ?? other.Connection}' is already; "
                + "name more of its tags in the connection's rule (asset)";
        }
        if (assets.Contains(path))
            return $"'{series.Name}' would be the tag '{below}', where an asset is; change the connection's rule (asset, tag)";
        for (var above = path.Parent; !above.IsEmpty; above = above.Parent)
        {
            if (paths.ContainsKey(above))
                return $"'{series.Name}' would be the tag '{below}', which lies below another tag; change the connection's rule (asset, tag)";
        }
        return null;
    }

    /// <summary>Null while its connection is not configured.</summary>
    private TagConfiguration? ConfigurationOf(PlantConfiguration plant, MadeTag made, TagPath path)
    {
        var connection = plant.Connections.FirstOrDefault(c => c.Name == made.Connection);
        if (connection?.DriverOptions is not SeriesOptions options)
            return null;
        // The same object as long as nothing changed: what compares versions of the plant sees at once that it is the same.
        if (_configured.TryGetValue(made, out var known) && known.Path == path && known.Options.StaleAfter == options.StaleAfter)
            return known;
        var tag = new TagConfiguration(
            path, connection.Place, connection.Name, new TagOptions { From = connection.Name, StaleAfter = options.StaleAfter },
            options.TagOf(made.Series, made.Kind), Fingerprint: 0);
        _configured[made] = tag;
        return tag;
    }

    /// <summary>The one spelling of what a tag's configuration names.</summary>
    public static string NameOf(TagConfiguration tag)
    {
        var written = ((SeriesTagOptions)tag.DriverOptions).Series;
        return SeriesName.TryParseWithField(written, out var series, out var field, out _) ? series.With(field) : written;
    }
}
