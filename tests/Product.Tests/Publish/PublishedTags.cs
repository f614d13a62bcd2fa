using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Product.Tests.Publish;

/// <summary>A plant acme/berlin whose tags a test gives, each with an identity by its first name.</summary>
internal sealed class PublishedTags
{
    private readonly Dictionary<string, TagId> _ids = [];

    public TagTable Table { get; } = new();

    public FakeWrites Writes { get; } = new();

    /// <summary>A version with these tags and the assets that they lie in.</summary>
    public PublishedPlant Put(params TagDefinition[] tags) => Put([], tags);

    public PublishedPlant Put(Asset[] assets, params TagDefinition[] tags)
    {
        var handles = Table.Replace(tags);
        Writes.Bounds.Clear();
        foreach (var handle in handles.Where(h => Table[h].Writable))
            Writes.Bounds[handle] = new(Role.Operator, Table[handle].Path.Name.StartsWith("reset", StringComparison.Ordinal));
        return new(TagPath.Parse("acme/berlin"), [.. assets, .. Missing(assets, tags)], Table);
    }

    public TagHandle Handle(string path) => Table.TryFind(TagPath.Parse("acme/berlin/" + path), out var handle) ? handle : throw new KeyNotFoundException(path);

    /// <summary>A tag of the plant.</summary>
    /// <param name="path">Below the plant.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="identity">The name it had first, when it was renamed.</param>
    public TagDefinition Tag(string path, TagKind kind = TagKind.Float64, string? identity = null)
    {
        if (!_ids.TryGetValue(identity ?? path, out var id))
            _ids[identity ?? path] = id = new(Guid.NewGuid());
        return new() { Id = id, Path = TagPath.Parse("acme/berlin/" + path), Kind = kind, Connection = "c", Address = "1" };
    }

    public static Asset AssetAt(string path, AssetLevel level) => new() { Path = TagPath.Parse("acme/berlin/" + path), Level = level };

    private static IEnumerable<Asset> Missing(Asset[] assets, TagDefinition[] tags)
    {
        var plant = TagPath.Parse("acme/berlin");
        var found = assets.Select(a => a.Path).ToHashSet();
        var missing = new List<Asset>();
        foreach (var tag in tags)
        {
            for (var path = tag.Path.Parent; path != plant; path = path.Parent)
            {
                if (found.Add(path))
                    missing.Add(new() { Path = path, Level = AssetLevel.Machine });
            }
        }
        return missing.OrderBy(a => a.Path.Depth);
    }
}

/// <summary>A gate that answers what a test tells it.</summary>
internal sealed class FakeWrites : IPlantWrites
{
    public Dictionary<TagHandle, WriteBounds> Bounds { get; } = [];

    public WriteAnswer Answer { get; set; } = new(WriteEnd.Done);

    public List<(string Tag, TagValue Value, string Who, string? Reason)> Asked { get; } = [];

    public WriteBounds? BoundsOf(TagHandle tag) => Bounds.TryGetValue(tag, out var bounds) ? bounds : null;

    public ValueTask<WriteAnswer> WriteAsync(TagPath tag, TagValue value, Identity who, string? reason, CancellationToken cancellation)
    {
        Asked.Add((tag.ToString(), value, who.Name, reason));
        return ValueTask.FromResult(Answer);
    }
}
