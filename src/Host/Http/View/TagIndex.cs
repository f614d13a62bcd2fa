using Millwright.Model;

namespace Millwright.Host.Http.View;

/// <summary>A tag as the API lists it.</summary>
/// <param name="Handle">Its handle.</param>
/// <param name="Definition">Its definition.</param>
/// <param name="Path">Relative to the plant.</param>
/// <param name="Asset">The relative path of what it belongs to, empty at the plant itself.</param>
internal sealed record IndexedTag(TagHandle Handle, TagDefinition Definition, string Path, string Asset);

/// <summary>The configured tags in path order, made anew when the table changes. From any thread.</summary>
internal sealed class TagIndex(IPlantView plant)
{
    private volatile Content? _content;

    public IReadOnlyList<IndexedTag> Tags => Current.Tags;

    /// <summary>How many tags an asset has, its own and those below it.</summary>
    public int CountWithin(string asset) => Current.Counts.GetValueOrDefault(asset);

    private Content Current
    {
        get
        {
            var version = plant.Tags.Version;
            var content = _content;
            if (content is null || content.Version != version)
                _content = content = Build(version);
            return content;
        }
    }

    private Content Build(int version)
    {
        var tags = new List<IndexedTag>();
        var counts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var handle in plant.Tags.Active)
        {
            var definition = plant.Tags[handle];
            var path = plant.Relative(definition.Path);
            var asset = path.LastIndexOf('/') is var at and > 0 ? path[..at] : "";
            tags.Add(new(handle, definition, path, asset));
            for (var above = asset; above.Length > 0; above = above.LastIndexOf('/') is var slash and > 0 ? above[..slash] : "")
                counts[above] = counts.GetValueOrDefault(above) + 1;
        }
        return new(version, tags, counts);
    }

    private sealed record Content(int Version, IReadOnlyList<IndexedTag> Tags, Dictionary<string, int> Counts);
}
