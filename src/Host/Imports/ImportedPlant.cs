using System.Globalization;
using Millwright.Flow.Sources;
using Millwright.Host.Configuration.Yaml;

namespace Millwright.Host.Imports;

/// <summary>A connection as it will be written.</summary>
internal sealed record ImportedConnection(string Name, IReadOnlyList<TagKey> Keys, string Place);

/// <summary>A tag as it will be written.</summary>
/// <param name="Asset">The asset's path below the plant.</param>
/// <param name="Name">The tag's name, as the other program has it.</param>
/// <param name="Keys">What is written for it.</param>
/// <param name="Place">Where it stands in the foreign file.</param>
internal sealed record ImportedTag(string Asset, string Name, IReadOnlyList<TagKey> Keys, string Place);

/// <summary>Something that could not be carried over.</summary>
/// <param name="Place">Where it stands in the foreign file.</param>
/// <param name="Name">What it is called there.</param>
/// <param name="Why">Why not.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record ImportLoss(string Place, string Name, string Why, string Remedy)
{
    public override string ToString() => $"{Place}: '{Name}' {Why}; {Remedy}";
}

/// <summary>What an importer finds, and what it cannot carry over.</summary>
/// <param name="addresses">Addresses of servers that the foreign file names only, by those names.</param>
internal sealed class ImportedPlant(IReadOnlyDictionary<string, string> addresses)
{
    /// <summary>As many tags as a plant may have.</summary>
    public const int MaxTags = 200_000;

    /// <summary>The asset of tags that stand in no folder.</summary>
    private const string TopAsset = "imported";

    private readonly List<ImportedConnection> _connections = [];
    private readonly List<ImportedTag> _tags = [];
    private readonly List<ImportLoss> _losses = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, string> Addresses => addresses;

    public IReadOnlyList<ImportedConnection> Connections => _connections;

    public IReadOnlyList<ImportedTag> Tags => _tags;

    public IReadOnlyList<ImportLoss> Losses => _losses;

    /// <summary>Adds a connection.</summary>
    /// <returns>Its name: the wanted one, made one that can be and that no other has.</returns>
    public string Connect(string wanted, IReadOnlyList<TagKey> keys, string place)
    {
        var name = TagYaml.NameOf(wanted);
        for (var number = 2; !_names.Add(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{TagYaml.NameOf(wanted)}_{number}");
        _connections.Add(new(name, keys, place));
        return name;
    }

    /// <summary>Adds a tag.</summary>
    /// <exception cref="ImportException">There are too many.</exception>
    public void Add(IEnumerable<string> folders, string name, IReadOnlyList<TagKey> keys, string place)
    {
        if (_tags.Count == MaxTags)
            throw new ImportException(place, $"there are more than {MaxTags:N0} tags", "export it in parts, for several nodes");
        var asset = string.Join('/', folders.Select(TagYaml.NameOf));
        _tags.Add(new(asset.Length == 0 ? TopAsset : asset, name, keys, place));
    }

    public void Lose(ForeignValue place, string name, string why, string remedy) => Lose(place.Place, name, why, remedy);

    public void Lose(string place, string name, string why, string remedy) => _losses.Add(new(place.Length == 0 ? "the file" : place, name, why, remedy));

    /// <summary>Takes out what the check of a plant refuses.</summary>
    public void Drop(ImportedTag tag, string why, string remedy)
    {
        _tags.Remove(tag);
        Lose(tag.Place, tag.Name, why, remedy);
    }

    /// <summary>Takes out a connection and its tags.</summary>
    public void Drop(ImportedConnection connection, string why, string remedy)
    {
        _connections.Remove(connection);
        var lost = _tags.RemoveAll(t => t.Keys.Any(k => k.Name == ImportText.From && k.Value.Equals(connection.Name)));
        Lose(connection.Place, connection.Name, $"and its {lost} tags: {why}", remedy);
    }
}
