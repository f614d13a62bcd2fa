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
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<MadeTag, TagConfiguration> _configured = [];
    private LaidPlant? _laid;
    private readonly Dictionary<string, TagOptions> _options = new(StringComparer.Ordinal);

    /// <exception cref="IOException">The file cannot be read.</exception>
    public MadeTags(MadeTagFile file)
    {
        _file = file;
        foreach (var tag in file.Load())
            Keep(tag);
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
        var laid = Lay(plant);
        var made = new List<MadeTag>();
        var taken = new Dictionary<TagPath, MadeTag>();
        var above = new HashSet<TagPath>();
        var count = _counts.GetValueOrDefault(connection);
        var problems = new string?[wanted.Count];
        for (var i = 0; i < problems.Length; i++)
        {
            var series = wanted[i];
            if (_tags.ContainsKey((connection, series.Name)))
                continue;
            problems[i] = count + made.Count >= options.MaxTags
                ? $"'{series.Name}' would be a new tag, and connection {connection} makes {options.MaxTags} at most; raise max_tags, or send less"
                : PlantProblem(laid.Tags.Count + made.Count) ?? PathProblem(rule, plant.Plant, series, SeriesAt, p => laid.Assets.ContainsKey(p) || above.Contains(p), out var path) ?? Take(series, path);
        }
        if (made.Count > 0)
        {
            _file.Add(_tags.Values, made);
            foreach (var tag in made)
            {
                Keep(tag);
                laid.TryAdd(this, tag);
            }
        }
        return problems;

        string? SeriesAt(TagPath path) => taken.TryGetValue(path, out var fresh) ? fresh.Series
            : laid.Paths.TryGetValue(path, out var known) ? (known.DriverOptions as SeriesTagOptions)?.Series ?? known.Connection : null;

        string? Take(NewSeries series, TagPath path)
        {
            made.Add(new(connection, series.Name, path.ToString()[(plant.Plant.ToString().Length + 1)..], series.Kind));
            taken.Add(path, made[^1]);
            for (var asset = path.Parent; asset.Depth > plant.Plant.Depth; asset = asset.Parent)
                above.Add(asset);
            return null;
        }
    }

    /// <summary>The plant with these tags, and the assets that they need, laid over what is written.</summary>
    public PlantConfiguration LaidOver(PlantConfiguration plant) => _tags.Count == 0 ? plant : Lay(plant).Whole();

    /// <summary>What was laid over the plant before, as long as it is the same plant: then only what is new is added to it.</summary>
    private LaidPlant Lay(PlantConfiguration plant)
    {
        if (_laid is { } known && ReferenceEquals(known.Written, plant))
            return known;
        var laid = new LaidPlant(plant);
        foreach (var made in _tags.Values)
            laid.TryAdd(this, made);
        return _laid = laid;
    }

    private void Keep(MadeTag tag)
    {
        if (_tags.TryAdd((tag.Connection, tag.Series), tag))
            _counts[tag.Connection] = _counts.GetValueOrDefault(tag.Connection) + 1;
    }

    private static string? PlantProblem(int tags) =>
        tags >= PlantKeys.MaxTags ? $"the plant has {PlantKeys.MaxTags} tags, which is the most a node takes" : null;

    private static string? PathProblem(
        PathRule rule, TagPath plant, NewSeries series, Func<TagPath, string?> seriesAt, Func<TagPath, bool> isAsset, out TagPath path)
    {
        path = default;
        string? problem = null;
        if (series.Path is not { } below && !rule.TryApply(series.Series, series.Field, out below, out problem))
            return problem;
        if (!TagPath.TryParse($"{plant}/{below}", out path, out problem))
            return $"'{series.Name}' would be the tag '{below}': {problem}";
        if (seriesAt(path) is { } other)
        {
            return $"'{series.Name}' would be the tag '{below}', which '{other}' is already; "
                + "name more of its tags in the connection's rule (asset)";
        }
        if (isAsset(path))
            return $"'{series.Name}' would be the tag '{below}', where an asset is; change the connection's rule (asset, tag)";
        for (var above = path.Parent; !above.IsEmpty; above = above.Parent)
        {
            if (seriesAt(above) is not null)
                return $"'{series.Name}' would be the tag '{below}', which lies below another tag; change the connection's rule (asset, tag)";
        }
        return null;
    }

    /// <summary>Null while its connection is not configured.</summary>
    internal TagConfiguration? ConfigurationOf(PlantConfiguration plant, MadeTag made, TagPath path)
    {
        var connection = plant.Connections.FirstOrDefault(c => c.Name == made.Connection);
        if (connection?.DriverOptions is not SeriesOptions options)
            return null;
        // The same object as long as nothing changed: what compares versions of the plant sees at once that it is the same.
        if (_configured.TryGetValue(made, out var known) && known.Path == path && known.Options.StaleAfter == options.StaleAfter)
            return known;
        // One object for all tags of a connection: they are compiled once then, and take no memory of their own.
        if (!_options.TryGetValue(connection.Name, out var shared) || shared.StaleAfter != options.StaleAfter)
            _options[connection.Name] = shared = new() { From = connection.Name, StaleAfter = options.StaleAfter };
        var tag = new TagConfiguration(
            path, connection.Place, connection.Name, shared,
            options.TagOf(made.Series, made.Kind), Fingerprint: 0);
        _configured[made] = tag;
        return tag;
    }

    /// <summary>The one spelling of what a tag's configuration names.</summary>
    public static string NameOf(TagConfiguration tag) => ((SeriesTagOptions)tag.DriverOptions).InOneSpelling();
}
