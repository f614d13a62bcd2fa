using Millwright.Model;
using Millwright.Publish.Plant;

namespace Millwright.Publish.OpcUa;

/// <summary>What clients can see of a tag's node; two that are equal need no change of the address space.</summary>
/// <param name="Name">The string of its node id.</param>
/// <param name="Path">Where it stands now.</param>
/// <param name="Kind">The type of its values.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Range">Its engineering range.</param>
/// <param name="Description">A sentence for people.</param>
/// <param name="States">The words of its enumeration, as text.</param>
/// <param name="Writable">Whether it can be written at all.</param>
/// <param name="Momentary">Whether writing it is a command that ends by itself.</param>
internal sealed record TagNode(
    string Name, TagPath Path, TagKind Kind, Unit? Unit, ValueRange? Range, string? Description, string? States, bool Writable, bool Momentary)
{
    public static TagNode Of(TagDefinition tag, string name, WriteBounds? bounds) => new(
        name, tag.Path, tag.Kind, tag.Unit, tag.Range, tag.Description,
        tag.States is null ? null : string.Join(';', tag.States.OrderBy(s => s.Key).Select(s => $"{s.Key}={s.Value}")),
        bounds is not null, bounds is { IsMomentary: true });
}
