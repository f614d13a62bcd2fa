using Millwright.Host.Http.Serving;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>A thing of the plant.</summary>
internal sealed record AssetAnswer(
    string Path, string Name, string Level, string? Type, string? Description, int TagCount, AssetState? State);

/// <summary>What an asset is doing.</summary>
internal sealed record AssetState(string Tag, string Text, Timestamp Since);

internal static class AssetResource
{
    public static Page<AssetAnswer> List(IPlantView plant, TagIndex index) => new([.. plant.Assets.Select(a => Answer(a, plant, index))]);

    private static AssetAnswer Answer(Asset asset, IPlantView plant, TagIndex index)
    {
        var path = plant.Relative(asset.Path);
        return new(path, asset.Path.Name, asset.Level.ToString().ToLowerInvariant(), asset.Type, asset.Description, index.CountWithin(path), StateOf(asset, plant));
    }

    private static AssetState? StateOf(Asset asset, IPlantView plant)
    {
        if (asset.StateTag is null || !TagPath.TryParse($"{asset.Path}/{asset.StateTag}", out var path, out _))
            return null;
        return plant.Tags.TryFind(path, out var tag) && plant.Current.TryGet(tag, out var sample)
            ? new(plant.Relative(path), ValueText.Format(plant.Tags[tag], sample.Value), sample.SourceTime)
            : null;
    }
}
