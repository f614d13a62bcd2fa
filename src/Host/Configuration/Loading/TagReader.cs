using Millwright.Flow.Options;
using Millwright.Host.Configuration.Binding;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Configuration.Yaml;
using Millwright.Model;

namespace Millwright.Host.Configuration.Loading;

/// <summary>Reads tags: the generic half and the driver's half of each from one mapping.</summary>
internal sealed class TagReader(TagPath plant, Binder binder, Findings findings, SecretResolver secrets, ConnectionReader connections)
{
    private readonly Dictionary<TagPath, TagPlace> _byPath = [];
    private readonly HashSet<TagOptions> _options = [];
    private readonly TextPool _texts = new();
    private bool _isFull;

    public List<TagConfiguration> Tags { get; } = [];

    public List<TagRename> Renames { get; } = [];

    public TagPlace? Find(TagPath path) => _byPath.GetValueOrDefault(path);

    public TagPlace? Find(TagPath asset, string name) =>
        TagPath.TryParse($"{asset}/{name}", out var path, out _) ? Find(path) : null;

    public IEnumerable<string> NamesOf(TagPath asset) => _byPath.Keys.Where(p => p.Parent == asset).Select(p => p.Name);

    /// <summary>Finds out whether a connection is there; says so if not.</summary>
    public bool CheckConnection(string name, ConfigurationPlace place)
    {
        if (connections.Find(name) is not null)
            return true;
        findings.Error(
            place, $"connection '{name}' is unknown",
            NearestWord.Find(name, connections.Names) is { } near ? $"write '{near}'" : $"add '{name}' under 'connections', or write {Words.List(connections.Names)}");
        return false;
    }

    /// <summary>Reads the tags of one asset.</summary>
    /// <param name="node">The tags by name.</param>
    /// <param name="asset">Whose.</param>
    /// <param name="formerAsset">The path the asset had before, empty if none.</param>
    /// <param name="connection">The connection of tags that name none.</param>
    public void Read(YamlMapping node, TagPath asset, TagPath formerAsset, string? connection)
    {
        foreach (var entry in node.Entries)
        {
            var name = entry.Key.Text;
            var isOne = TagPath.TryParse($"{asset}/{name}", out var path, out var problem) && !name.Contains('/', StringComparison.Ordinal);
            if (!isOne)
            {
                findings.Error(entry.Place, $"tag name '{name}' cannot be: {problem ?? "it has a '/'"}", "use letters, digits, '_', '-' and '.', and put it under its asset");
                continue;
            }
            if (_byPath.TryGetValue(path, out var first))
            {
                findings.Error(
                    entry.Place, $"tag '{Relative(path)}' is the same as '{Relative(first.Path)}' at {first.Place}", "rename or remove one of them");
                Read(path, formerAsset, entry, connection);
                continue;
            }
            if (IsFull(entry.Place))
                return;
            path = path.Sharing(_texts);
            _byPath.Add(path, new(path, entry.Place));
            Read(path, formerAsset, entry, connection);
        }
    }

    private bool IsFull(ConfigurationPlace place)
    {
        if (!_isFull && _byPath.Count >= PlantKeys.MaxTags)
        {
            _isFull = true;
            findings.Error(place, $"there are more than {PlantKeys.MaxTags} tags", "split the plant over several nodes");
        }
        return _isFull;
    }

    private void Read(TagPath path, TagPath formerAsset, YamlEntry entry, string? assetConnection)
    {
        if (entry.Value is not YamlMapping node)
        {
            findings.Error(entry.Place, $"tag '{path.Name}' is {entry.Value.Kind}", "write a mapping such as { from: press3, register: holding 100 }");
            return;
        }
        var before = findings.Errors;
        var origin = new TagOriginOptions();
        var options = new TagOptions();
        var name = node.TextOf("from") ?? assetConnection;
        var connection = name is null ? null : connections.Find(name);
        if (name is null)
            findings.Error(entry.Place, $"tag '{path.Name}' does not say where it comes from", "add 'from: ' with a connection, or 'connection: ' to its asset");
        else if (connection is null && node.TextOf("from") is not null)
            CheckConnection(name, node.Find("from")!.Place);
        if (connection is not { Driver: { } driver, DriverOptions: { } connectionOptions })
        {
            var faultyOptions = binder.Bind(node, "a tag", [origin, options], null);
            Consequences.Report(findings, node, [.. options.Check(TagKind.None), .. WriteRole.Check(options)], faultyOptions);
            return;
        }
        var own = Activator.CreateInstance(driver.TagOptionsType)!;
        var faulty = binder.Bind(node, $"a tag of a {driver.Name} connection", [origin, options, own], []);
        var problems = driver.CheckTag(connectionOptions, own).ToList();
        // What kind of value it is only counts when the driver can say.
        problems.AddRange(options.Check(problems.Count == 0 && faulty.Count == 0 ? driver.KindOf(own) : TagKind.None));
        problems.AddRange(WriteRole.Check(options));
        Consequences.Report(findings, node, problems, faulty);
        if (findings.Errors != before)
            return;
        if (FormerPath(path, formerAsset, origin.Formerly) is { IsEmpty: false } former)
            Renames.Add(new(former, path));
        Tags.Add(new(path, entry.Place, name!, Shared(options), own, YamlFingerprint.Of(node, secrets.ResolveQuietly, name!.ToLowerInvariant())));
    }

    /// <summary>One object for all equal options: a hundred thousand tags are mostly copies of a few templates.</summary>
    private TagOptions Shared(TagOptions options)
    {
        if (_options.TryGetValue(options, out var known))
            return known;
        _options.Add(options);
        return options;
    }

    private TagPath FormerPath(TagPath path, TagPath formerAsset, TagPath? formerly)
    {
        if (formerly is { } own)
            return TagPath.TryParse($"{plant}/{own}", out var former, out _) ? former : default;
        return !formerAsset.IsEmpty && TagPath.TryParse($"{formerAsset}/{path.Name}", out var moved, out _) ? moved : default;
    }

    private string Relative(TagPath path) => path.ToString()[(plant.ToString().Length + 1)..];
}

/// <summary>A tag's path as first written and where.</summary>
internal sealed record TagPlace(TagPath Path, ConfigurationPlace Place);
