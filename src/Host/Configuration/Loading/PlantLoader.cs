using Millwright.Flow.Sources;
using Millwright.Host.Configuration.Binding;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Configuration.Yaml;
using Millwright.Model;

namespace Millwright.Host.Configuration.Loading;

/// <summary>Reads a plant's folder and says all that is wrong with it at once.</summary>
/// <param name="drivers">The explicit list of drivers.</param>
/// <param name="sections">The other sections of plant.yaml.</param>
/// <param name="environment">Reads an environment variable, for secrets.</param>
internal sealed class PlantLoader(
    IReadOnlyList<IDriver> drivers, IReadOnlyList<SectionType> sections, Func<string, string?> environment)
{
    private readonly OptionShape.Cache _shapes = new();

    public IReadOnlyList<IDriver> Drivers => drivers;

    public IReadOnlyList<SectionType> Sections => sections;

    /// <summary>Reads the folder; no I/O but its files and those that secrets refer to.</summary>
    public PlantLoadResult Load(string folder)
    {
        var findings = new Findings();
        var files = PlantFiles.Read(folder, findings);
        var configuration = files.Documents.Count > 0 ? Read(folder, files.Documents, findings) : null;
        if (files.Documents.Count == 0 && findings.Errors == 0)
            findings.Error(new ConfigurationPlace(PlantFiles.MainFile, 0), "the file is empty", "begin it with 'plant: enterprise/site'");
        return new(findings.Errors == 0 ? configuration : null, findings.All, files.Files, files.Version());
    }

    private PlantConfiguration Read(string folder, List<YamlMapping> documents, Findings findings)
    {
        var secrets = new SecretResolver(folder, environment);
        var binder = new Binder(_shapes, findings, secrets);
        var top = new PlantOptions();
        string[] mapKeys = [.. PlantKeys.Top.Select(k => k.Key)];
        var whole = Together(documents, mapKeys, findings);
        binder.Bind(whole, "the plant", [top], [.. mapKeys, .. sections.Select(s => s.Key)]);
        // Without a name of its own the rest is still read, so that its errors show too.
        var plant = top.Plant.IsEmpty ? TagPath.Parse("plant") : top.Plant;

        var connections = new ConnectionReader(drivers, binder, findings, secrets);
        connections.Read(Entries(documents, PlantKeys.Connections, findings));
        var tags = new TagReader(plant, binder, findings, secrets, connections);
        var commands = new CommandReader(findings, secrets, connections, tags);
        var assets = new AssetReader(plant, binder, findings, tags, commands);
        assets.ReadTemplates(Entries(documents, PlantKeys.Templates, findings));
        assets.Read(Entries(documents, PlantKeys.Assets, findings));
        assets.CheckTogether();
        var bridges = new BridgeReader(plant, binder, findings, secrets, tags);
        bridges.Read(Entries(documents, PlantKeys.Bridges, findings));
        return new()
        {
            Plant = plant,
            Tier = top.Tier,
            TimeZone = top.Timezone,
            Connections = connections.Connections,
            Assets = assets.Assets,
            Tags = tags.Tags,
            Renames = tags.Renames,
            Commands = commands.Commands,
            Bridges = bridges.Bridges,
            Sections = ReadSections(whole, binder, findings, secrets),
        };
    }

    private Dictionary<string, SectionConfiguration> ReadSections(
        YamlMapping whole, Binder binder, Findings findings, SecretResolver secrets)
    {
        var read = new Dictionary<string, SectionConfiguration>();
        foreach (var section in sections)
        {
            var options = Activator.CreateInstance(section.OptionsType)!;
            var entry = whole.Find(section.Key);
            var node = entry?.Value as YamlMapping ?? new YamlMapping(entry?.Place ?? new(PlantFiles.MainFile, 0), []);
            if (entry is { Value: not YamlMapping and { IsEmpty: false } })
                findings.Error(entry.Place, $"'{section.Key}' is {entry.Value.Kind}", "write a mapping");
            var faulty = binder.Bind(node, $"'{section.Key}'", [options], []);
            Consequences.Report(findings, node, section.Check?.Invoke(options) ?? [], faulty);
            read.Add(section.Key, new(options, node.Place, YamlFingerprint.Of(node, secrets.ResolveQuietly)));
        }
        return read;
    }

    /// <summary>The top keys of all files as one mapping; those that hold many things may stand in each file, the others once.</summary>
    private static YamlMapping Together(List<YamlMapping> documents, string[] mapKeys, Findings findings)
    {
        var entries = new List<YamlEntry>();
        foreach (var document in documents)
        {
            foreach (var doubled in document.Entries.GroupBy(e => e.Key.Text).Where(g => g.Count() > 1 && mapKeys.Contains(g.Key)))
                findings.Error(doubled.ElementAt(1).Place, $"key '{doubled.Key}' stands twice in the file, first on line {doubled.First().Place.Line}", "put both into one");
            entries.AddRange(document.Entries.Where(e => !mapKeys.Contains(e.Key.Text)));
        }
        return new(new(documents[0].Place.File, documents[0].Place.Line), entries);
    }

    private static IEnumerable<YamlEntry> Entries(List<YamlMapping> documents, string key, Findings findings)
    {
        foreach (var document in documents)
        {
            if (document.Find(key) is not { Value.IsEmpty: false } entry)
                continue;
            if (entry.Value is YamlMapping mapping)
            {
                foreach (var one in mapping.Entries)
                    yield return one;
            }
            else
            {
                findings.Error(entry.Place, $"'{key}' is {entry.Value.Kind}", "write a mapping, one key for each");
            }
        }
    }
}
