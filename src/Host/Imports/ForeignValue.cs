using System.Globalization;
using System.Text.Json;

namespace Millwright.Host.Imports;

/// <summary>A value of a foreign JSON file and where it stands. Every question has an answer, whatever the file holds.</summary>
/// <param name="Element">The value.</param>
/// <param name="Place">Its path in the file: <c>project.channels[2]</c>; empty for the file as a whole.</param>
internal readonly record struct ForeignValue(JsonElement Element, string Place)
{
    /// <summary>The property of an object; null where there is none, or it is null.</summary>
    public ForeignValue? Find(string name) =>
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null
            ? new(found, Place.Length == 0 ? name : $"{Place}.{name}")
            : null;

    /// <summary>A property as text; a number or a truth value as it is written.</summary>
    public string? Text(string name) => Find(name)?.Element is not { } found ? null : found.ValueKind switch
    {
        JsonValueKind.String when found.GetString() is { Length: > 0 } text => text,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => found.GetRawText(),
        _ => null,
    };

    /// <summary>A property as a finite number; also where it is written as a text.</summary>
    public double? Number(string name) =>
        Text(name) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    public bool? Flag(string name) => Find(name)?.Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The objects in a property that is a list; none where it is none.</summary>
    public IEnumerable<ForeignValue> List(string name) => Find(name)?.Items() ?? [];

    /// <summary>The objects in a list.</summary>
    public IEnumerable<ForeignValue> Items()
    {
        if (Element.ValueKind != JsonValueKind.Array)
            yield break;
        var index = 0;
        foreach (var item in Element.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
                yield return new(item, string.Create(CultureInfo.InvariantCulture, $"{Place}[{index}]"));
            index++;
        }
    }
}
