using Millwright.Host.Http.Serving;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>A thing of the plant.</summary>
internal sealed record AssetAnswer(
    string Path, string Name, string Level, string? Type, string? Description, int TagCount, AssetState? State);

/// <summary>What an asset is doing, and since when.</summary>
internal sealed record AssetState(string Tag, string Text, Timestamp Since);

internal static class AssetResource
{
    public static async Task<Page<AssetAnswer>> List(IPlantView plant, TagIndex index, StateSince since, CancellationToken cancellation)
    {
        var answers = new List<AssetAnswer>();
        foreach (var asset in plant.Assets)
        {
            var path = plant.Relative(asset.Path);
            answers.Add(new(
                path, asset.Path.Name, asset.Level.ToString().ToLowerInvariant(), asset.Type, asset.Description, index.CountWithin(path),
                await StateOfAsync(asset, plant, since, cancellation)));
        }
        return new(answers);
    }

    private static async ValueTask<AssetState?> StateOfAsync(Asset asset, IPlantView plant, StateSince since, CancellationToken cancellation)
    {
        if (asset.StateTag is null || !TagPath.TryParse($"{asset.Path}/{asset.StateTag}", out var path, out _))
            return null;
        if (!plant.Tags.TryFind(path, out var tag) || !plant.Current.TryGet(tag, out var sample))
            return null;
        return new(plant.Relative(path), ValueText.Format(plant.Tags[tag], sample.Value), await since.FindAsync(sample, cancellation));
    }
}
