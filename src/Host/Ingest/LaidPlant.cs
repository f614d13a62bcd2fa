using Millwright.Drivers.LineProtocol;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;
using Millwright.Model;

namespace Millwright.Host.Ingest;

/// <summary>A plant as written with tags that were made laid over it, one after the other. Used by one caller at a time.</summary>
internal sealed class LaidPlant
{
    private readonly HashSet<(string Connection, string Series)> _configured;

    /// <param name="written">The plant without the tags that were made.</param>
    public LaidPlant(PlantConfiguration written)
    {
        Written = written;
        Tags = [.. written.Tags];
        Paths = written.Tags.ToDictionary(t => t.Path);
        Assets = written.Assets.ToDictionary(a => a.Asset.Path);
        _configured = written.Tags.Where(t => t.DriverOptions is SeriesTagOptions).Select(t => (t.Connection, MadeTags.NameOf(t))).ToHashSet();
    }

    public PlantConfiguration Written { get; }

    public List<TagConfiguration> Tags { get; }

    public Dictionary<TagPath, TagConfiguration> Paths { get; }

    public Dictionary<TagPath, AssetConfiguration> Assets { get; }

    /// <summary>Adds a tag, and the assets that it needs; one that is configured, or whose place is taken, gives way.</summary>
    public void TryAdd(MadeTags tags, MadeTag made)
    {
        if (_configured.Contains((made.Connection, made.Series)) || !TagPath.TryParse($"{Written.Plant}/{made.Path}", out var path, out _)
            || tags.ConfigurationOf(Written, made, path) is not { } tag || Assets.ContainsKey(path) || !Paths.TryAdd(path, tag))
        {
            return;
        }
        Tags.Add(tag);
        for (var above = path.Parent; above.Depth > Written.Plant.Depth; above = above.Parent)
            Assets.TryAdd(above, new(new() { Path = above, Level = AssetReader.LevelOf(Written.Plant, above) }, tag.Place));
    }

    /// <summary>All of it as one plant, the assets with parents before children.</summary>
    public PlantConfiguration Whole() => Written.With([.. Assets.Values.OrderBy(a => a.Asset.Path.Depth).ThenBy(a => a.Asset.Path)], [.. Tags]);
}
