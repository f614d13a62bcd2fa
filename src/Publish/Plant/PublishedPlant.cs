using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Publish.Plant;

/// <summary>What is shown of a plant, as one version of its configuration has it.</summary>
/// <param name="Path">The plant's own path, enterprise first.</param>
/// <param name="Assets">Its assets, parents before children.</param>
/// <param name="Tags">Its tags; the active ones are shown.</param>
public sealed record PublishedPlant(TagPath Path, IReadOnlyList<Asset> Assets, TagTable Tags)
{
    /// <summary>What its assets can be told to do.</summary>
    public IReadOnlyList<PublishedCommand> Commands { get; init; } = [];
}
