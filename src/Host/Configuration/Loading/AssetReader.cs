using Millwright.Host.Configuration.Binding;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Configuration.Yaml;
using Millwright.Model;

namespace Millwright.Host.Configuration.Loading;

/// <summary>Reads the assets with what their templates give them, and their tags.</summary>
internal sealed class AssetReader(TagPath plant, Binder binder, Findings findings, TagReader tags, CommandReader commands)
{
    private static readonly string[] StructuralKeys = [.. PlantKeys.Asset.Select(k => k.Key)];

    private readonly Dictionary<string, YamlMapping> _templates = [];
    private readonly Dictionary<TagPath, AssetConfiguration> _assets = [];
    private readonly Dictionary<TagPath, ConfigurationPlace> _written = [];

    /// <summary>The assets, parents before children.</summary>
    public IReadOnlyList<AssetConfiguration> Assets => [.. _assets.Values.OrderBy(a => a.Asset.Path.Depth).ThenBy(a => a.Asset.Path)];

    public void ReadTemplates(IEnumerable<YamlEntry> entries)
    {
        var places = new Dictionary<string, ConfigurationPlace>();
        foreach (var entry in entries)
        {
            var name = entry.Key.Text;
            if (!places.TryAdd(name, entry.Place))
                findings.Error(entry.Place, $"template '{name}' stands twice, first at {places[name]}", "rename or remove one of them");
            else if (entry.Value is not YamlMapping node)
                findings.Error(entry.Place, $"template '{name}' is {entry.Value.Kind}", "write a mapping with 'tags:'");
            else
            {
                binder.Bind(node, "a template", [new AssetOptions()], StructuralKeys);
                _templates.Add(name, node);
            }
        }
    }

    public void Read(IEnumerable<YamlEntry> entries) => Read(entries, plant, plant, null);

    /// <summary>Finds what only shows when all is read: an asset where a tag is, a state that is no tag.</summary>
    public void CheckTogether()
    {
        commands.CheckTogether();
        foreach (var asset in _assets.Values)
        {
            if (tags.Find(asset.Asset.Path) is { } tag)
                findings.Error(asset.Place, $"asset '{Relative(asset.Asset.Path)}' has the path of a tag at {tag.Place}", "rename one of them");
            if (asset.Asset.StateTag is { } state && tags.Find(asset.Asset.Path, state) is null)
            {
                var near = NearestWord.Find(state, tags.NamesOf(asset.Asset.Path));
                findings.Error(
                    asset.Place, $"'state' of '{Relative(asset.Asset.Path)}' names tag '{state}', which it does not have",
                    near is null ? "name one of its tags, or remove the key" : $"write '{near}'");
            }
        }
    }

    private void Read(IEnumerable<YamlEntry> entries, TagPath parent, TagPath formerParent, string? connection)
    {
        foreach (var entry in entries)
        {
            if (!TryJoin(parent, entry.Key.Text, out var path, out var problem))
            {
                findings.Error(entry.Place, $"asset path '{entry.Key.Text}' cannot be: {problem}", "correct the path");
                continue;
            }
            if (entry.Value is not (YamlMapping or YamlScalar { IsEmpty: true }))
            {
                findings.Error(entry.Place, $"asset '{entry.Key.Text}' is {entry.Value.Kind}", "write a mapping with 'tags:'");
                continue;
            }
            // The second one is read too, so that its own errors show in the same run.
            if (!_written.TryAdd(path, entry.Place))
                findings.Error(entry.Place, $"asset '{Relative(path)}' stands twice, first at {_written[path]}", "put both into one place");
            TryJoin(formerParent, entry.Key.Text, out var former, out _);
            Read(path, former, entry, connection);
        }
    }

    private void Read(TagPath path, TagPath former, YamlEntry entry, string? connection)
    {
        var written = entry.Value as YamlMapping ?? new YamlMapping(entry.Place, []);
        var node = TemplateOf(written) is { } template ? YamlMerge.Lay(written, template) : written;
        var options = new AssetOptions();
        binder.Bind(node, "an asset", [options], StructuralKeys);
        if (!AddParents(path, entry.Place))
            return;
        _assets[path] = new(
            new()
            {
                Path = path,
                Level = options.Level ?? LevelOf(plant, path),
                Type = options.Type,
                Description = options.Description,
                StateTag = options.State,
                Nameplate = NameplateOf(options.Nameplate),
            },
            entry.Place);
        if (options.Formerly is { } formerly)
            TryJoin(plant, formerly.ToString(), out former, out _);
        connection = options.Connection ?? connection;
        var connectionPlace = node.Find("connection")?.Place ?? entry.Place;
        if (options.Connection is not null)
            tags.CheckConnection(connection!, connectionPlace);
        if (Children(node, PlantKeys.Tags) is { } ownTags)
            tags.Read(ownTags, path, former == path ? default : former, connection);
        commands.Read(path, node, options.Commands, connection);
        if (Children(node, PlantKeys.Assets) is { } below)
            Read(below.Entries, path, former, connection);
    }

    private static Nameplate? NameplateOf(NameplateOptions? plate) => plate is null ? null : new(plate.Manufacturer, plate.SerialNumber)
    {
        ProductInstanceUri = plate.ProductInstanceUri,
        Model = plate.Model,
        ProductCode = plate.ProductCode,
        HardwareRevision = plate.HardwareRevision,
        SoftwareRevision = plate.SoftwareRevision,
        Location = plate.Location,
        YearOfConstruction = plate.YearOfConstruction,
    };

    private YamlMapping? TemplateOf(YamlMapping node)
    {
        if (node.TextOf("type") is not { } type)
            return null;
        if (_templates.TryGetValue(type, out var template))
            return template;
        // A type without a template is a mere word; one that is nearly a template is a mistake.
        if (NearestWord.Find(type, _templates.Keys) is { } near)
            findings.Error(node.Find("type")!.Value, $"template '{type}' is unknown", $"write '{near}'");
        return null;
    }

    private YamlMapping? Children(YamlMapping node, string key)
    {
        if (node.Find(key) is not { Value.IsEmpty: false } entry)
            return null;
        if (entry.Value is YamlMapping mapping)
            return mapping;
        findings.Error(entry.Place, $"'{key}' is {entry.Value.Kind}", "write a mapping, one key for each");
        return null;
    }

    private bool AddParents(TagPath path, ConfigurationPlace place)
    {
        if (_assets.Count >= PlantKeys.MaxAssets)
        {
            findings.Error(place, $"there are more than {PlantKeys.MaxAssets} assets", "split the plant over several nodes");
            return false;
        }
        for (var above = path.Parent; above.Depth > plant.Depth; above = above.Parent)
            _assets.TryAdd(above, new(new() { Path = above, Level = LevelOf(plant, above) }, place));
        return true;
    }

    /// <summary>The level that the depth below the plant says.</summary>
    public static AssetLevel LevelOf(TagPath plant, TagPath path) =>
        (AssetLevel)Math.Min((int)AssetLevel.Area + path.Depth - plant.Depth - 1, (int)AssetLevel.Component);

    private string Relative(TagPath path) => path.ToString()[(plant.ToString().Length + 1)..];

    private static bool TryJoin(TagPath parent, string below, out TagPath path, out string? problem) =>
        TagPath.TryParse(below.Length == 0 ? "" : $"{parent}/{below}", out path, out problem);
}
