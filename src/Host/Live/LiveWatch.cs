using System.Text.Json;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Live;

/// <summary>What one client watches, and what it was sent last. Used under the client's own lock.</summary>
internal sealed class LiveWatch(IPlantView plant, TagIndex index, int maxTags)
{
    private const int MaxNamed = 20;

    private readonly Dictionary<TagHandle, Watched> _tags = [];

    public IReadOnlyCollection<TagHandle> Tags => [.. _tags.Keys];

    /// <summary>Follows a command.</summary>
    /// <returns>Code and detail of what could not be followed, null when all could.</returns>
    public (string Code, string Detail)? Follow(LiveCommand command)
    {
        foreach (var path in command.Unsubscribe)
        {
            if (plant.TryFindTag(path, out var tag))
                _tags.Remove(tag);
        }
        var wanted = new List<TagHandle>();
        var unknown = new List<string>();
        foreach (var path in command.Subscribe)
        {
            if (plant.TryFindTag(path, out var tag))
                wanted.Add(tag);
            else
                unknown.Add(path);
        }
        if (command.SubscribeAsset is { } asset)
            wanted.AddRange(index.Tags.Where(t => asset.Length == 0 || t.Path.StartsWith(asset + "/", StringComparison.OrdinalIgnoreCase)).Select(t => t.Handle));
        foreach (var tag in wanted)
        {
            if (_tags.Count >= maxTags && !_tags.ContainsKey(tag))
                return ("too-many-tags", $"at most {maxTags} tags can be watched by one client; the rest is not");
            // Asked for again: the newest value is sent again.
            _tags[tag] = new(JsonEncodedText.Encode(plant.Relative(plant.Tags[tag].Path)));
        }
        return unknown.Count == 0 ? null : ("unknown-tag", $"there is no tag {string.Join(", ", unknown.Take(MaxNamed))}{(unknown.Count > MaxNamed ? $" and {unknown.Count - MaxNamed} more" : "")}");
    }

    /// <summary>Whether a sample is news to this client.</summary>
    public bool TryTake(in Sample sample, out JsonEncodedText path)
    {
        path = default;
        if (!_tags.TryGetValue(sample.Tag, out var watched))
            return false;
        path = watched.Path;
        if (watched.HasSent && watched.Time == sample.SourceTime && watched.Quality == sample.Quality && watched.Value == sample.Value)
            return false;
        watched.HasSent = true;
        (watched.Time, watched.Quality, watched.Value) = (sample.SourceTime, sample.Quality, sample.Value);
        return true;
    }

    private sealed class Watched(JsonEncodedText path)
    {
        public JsonEncodedText Path { get; } = path;

        public bool HasSent { get; set; }

        public Timestamp Time { get; set; }

        public Quality Quality { get; set; }

        public TagValue Value { get; set; }
    }
}
