using Millwright.Host.Configuration.Plants;
using Millwright.Model;

namespace Millwright.Host.Configuration.Reload;

/// <summary>What is different between two versions of a plant: what is not named here may go on untouched.</summary>
internal sealed record ConfigurationChange
{
    /// <summary>Connections to start, by name.</summary>
    public required IReadOnlyList<string> ConnectionsAdded { get; init; }

    /// <summary>Connections to stop.</summary>
    public required IReadOnlyList<string> ConnectionsRemoved { get; init; }

    /// <summary>Connections whose own options changed: to be stopped and started anew.</summary>
    public required IReadOnlyList<string> ConnectionsChanged { get; init; }

    /// <summary>Connections that stay connected and get another set of tags.</summary>
    public required IReadOnlyList<string> ConnectionsRetagged { get; init; }

    public required IReadOnlyList<TagPath> TagsAdded { get; init; }

    public required IReadOnlyList<TagPath> TagsRemoved { get; init; }

    /// <summary>Tags whose options or connection changed; they keep their identity.</summary>
    public required IReadOnlyList<TagPath> TagsChanged { get; init; }

    /// <summary>Tags that have another path now and keep their identity; in neither of added and removed.</summary>
    public required IReadOnlyList<TagRename> TagsRenamed { get; init; }

    /// <summary>Assets added, removed or described otherwise.</summary>
    public required IReadOnlyList<TagPath> AssetsChanged { get; init; }

    /// <summary>Keys of sections that changed, and <c>bridges</c>, <c>plant</c>, <c>tier</c>, <c>timezone</c>: most of them take a restart.</summary>
    public required IReadOnlyList<string> SectionsChanged { get; init; }

    public bool IsEmpty =>
        ConnectionsAdded.Count + ConnectionsRemoved.Count + ConnectionsChanged.Count + ConnectionsRetagged.Count
        + TagsAdded.Count + TagsRemoved.Count + TagsChanged.Count + TagsRenamed.Count + AssetsChanged.Count + SectionsChanged.Count == 0;

    /// <summary>Compares two versions.</summary>
    public static ConfigurationChange Between(PlantConfiguration before, PlantConfiguration after)
    {
        var oldTags = before.Tags.ToDictionary(t => t.Path);
        var newTags = after.Tags.ToDictionary(t => t.Path);
        var renamed = after.Renames
            .Where(r => !oldTags.ContainsKey(r.To) && oldTags.ContainsKey(r.From) && !newTags.ContainsKey(r.From))
            .DistinctBy(r => r.From)
            .ToList();
        var from = renamed.Select(r => r.From).ToHashSet();
        var to = renamed.Select(r => r.To).ToHashSet();
        var oldConnections = before.Connections.ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);
        var newConnections = after.Connections.ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);
        var added = after.Tags.Where(t => !oldTags.ContainsKey(t.Path) && !to.Contains(t.Path)).ToList();
        var removed = before.Tags.Where(t => !newTags.ContainsKey(t.Path) && !from.Contains(t.Path)).ToList();
        var changed = after.Tags
            .Where(t => oldTags.TryGetValue(t.Path, out var old) && old.Fingerprint != t.Fingerprint)
            .ToList();
        var restarted = after.Connections
            .Where(c => oldConnections.TryGetValue(c.Name, out var old) && old.Fingerprint != c.Fingerprint)
            .Select(c => c.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var touched = added.Concat(removed).Concat(changed).Select(t => t.Connection)
            .Concat(changed.Select(t => oldTags[t.Path].Connection))
            .Concat(renamed.SelectMany(r => new[] { oldTags[r.From].Connection, newTags[r.To].Connection }))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new()
        {
            ConnectionsAdded = [.. newConnections.Keys.Where(n => !oldConnections.ContainsKey(n))],
            ConnectionsRemoved = [.. oldConnections.Keys.Where(n => !newConnections.ContainsKey(n))],
            ConnectionsChanged = [.. restarted],
            ConnectionsRetagged = [.. newConnections.Keys.Where(n => touched.Contains(n) && oldConnections.ContainsKey(n) && !restarted.Contains(n))],
            TagsAdded = [.. added.Select(t => t.Path)],
            TagsRemoved = [.. removed.Select(t => t.Path)],
            TagsChanged = [.. changed.Select(t => t.Path)],
            TagsRenamed = renamed,
            AssetsChanged = ChangedAssets(before, after),
            SectionsChanged = ChangedSections(before, after),
        };
    }

    private static List<TagPath> ChangedAssets(PlantConfiguration before, PlantConfiguration after)
    {
        var old = before.Assets.ToDictionary(a => a.Asset.Path, a => a.Asset);
        var now = after.Assets.ToDictionary(a => a.Asset.Path, a => a.Asset);
        return
        [
            .. now.Where(a => !old.TryGetValue(a.Key, out var was) || was != a.Value).Select(a => a.Key)
                .Concat(old.Keys.Where(p => !now.ContainsKey(p)))
                .Union(ChangedCommands(before, after)),
        ];
    }

    /// <summary>The assets whose commands are others than before.</summary>
    private static IEnumerable<TagPath> ChangedCommands(PlantConfiguration before, PlantConfiguration after)
    {
        var old = before.Commands.ToDictionary(c => c.Path, c => c.Fingerprint);
        var now = after.Commands.ToDictionary(c => c.Path, c => c.Fingerprint);
        return after.Commands.Where(c => !old.TryGetValue(c.Path, out var was) || was != c.Fingerprint)
            .Concat(before.Commands.Where(c => !now.ContainsKey(c.Path)))
            .Select(c => c.Asset);
    }

    private static List<string> ChangedSections(PlantConfiguration before, PlantConfiguration after)
    {
        var changed = after.Sections
            .Where(s => !before.Sections.TryGetValue(s.Key, out var was) || was.Fingerprint != s.Value.Fingerprint)
            .Select(s => s.Key)
            .ToList();
        if (!before.Bridges.Select(b => (b.Name, b.Fingerprint)).SequenceEqual(after.Bridges.Select(b => (b.Name, b.Fingerprint))))
            changed.Add("bridges");
        if (before.Plant != after.Plant)
            changed.Add("plant");
        if (before.Tier != after.Tier)
            changed.Add("tier");
        if (!before.TimeZone.Equals(after.TimeZone))
            changed.Add("timezone");
        return changed;
    }
}
