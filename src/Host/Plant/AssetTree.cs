using Millwright.Model;

namespace Millwright.Host.Plant;

/// <summary>The assets as a tree is read: each directly behind its parent and the parent's earlier children, siblings as they were written.</summary>
internal static class AssetTree
{
    public static IReadOnlyList<Asset> Ordered(IReadOnlyList<Asset> assets)
    {
        var known = assets.Select(a => a.Path).ToHashSet();
        var children = assets.ToLookup(a => known.Contains(a.Path.Parent) ? a.Path.Parent : default);
        var ordered = new List<Asset>(assets.Count);
        Add(default);
        return ordered;

        void Add(TagPath parent)
        {
            foreach (var asset in children[parent])
            {
                ordered.Add(asset);
                Add(asset.Path);
            }
        }
    }
}
