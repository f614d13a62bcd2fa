using Millwright.Model;

namespace Millwright.Flow.Sources;

/// <summary>One thing a device offers.</summary>
/// <param name="Node">The driver's name for it, to browse below it.</param>
/// <param name="Name">The name to show.</param>
/// <param name="Kind">A word of the protocol: device, unit, area, register, folder, variable.</param>
/// <param name="Address">What to write as the tag's address, null when it cannot be a tag.</param>
/// <param name="ValueKind">Its type where known.</param>
/// <param name="Value">Its value now, where it was read.</param>
/// <param name="HasChildren">True when browsing below it makes sense.</param>
public sealed record BrowseItem(
    string Node, string Name, string Kind, string? Address, TagKind? ValueKind, TagValue Value, bool HasChildren)
{
    /// <summary>What to write to make a tag of it, with what the device tells of unit, range and states; empty when it cannot be a tag.</summary>
    public IReadOnlyList<TagKey> TagKeys { get; init; } = [];

    /// <summary>What to write to make a command of it; empty when it cannot be called.</summary>
    public IReadOnlyList<TagKey> CommandKeys { get; init; } = [];
}
