namespace Millwright.Host.Configuration.Yaml;

/// <summary>Lays one mapping over another, key by key, mappings within mappings.</summary>
internal static class YamlMerge
{
    /// <summary>
    /// What <paramref name="over"/> says wins; a key of it without a value takes the key of <paramref name="under"/> away. Each node
    /// keeps its own place.
    /// </summary>
    public static YamlMapping Lay(YamlMapping over, YamlMapping under)
    {
        var entries = new List<YamlEntry>(over.Entries.Count + under.Entries.Count);
        foreach (var entry in under.Entries)
        {
            if (over.Find(entry.Key.Text) is not { } winner)
                entries.Add(entry);
            else if (winner.Value is YamlMapping above && entry.Value is YamlMapping below)
                entries.Add(new(winner.Key, Lay(above, below)));
            else if (!winner.Value.IsEmpty)
                entries.Add(winner);
        }
        // A key that stands twice in `over` is kept twice, so that it is found.
        var taken = under.Entries.Select(e => e.Key.Text).ToHashSet();
        var seen = new HashSet<string>();
        foreach (var entry in over.Entries)
        {
            if (!seen.Add(entry.Key.Text) || !taken.Contains(entry.Key.Text))
                entries.Add(entry);
        }
        return new(over.Place, entries);
    }
}
