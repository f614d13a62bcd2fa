using System.Text.Json;

namespace Millwright.Host.Imports.Formats;

/// <summary>The parameters of an instance of a user defined type in Ignition, and how they are put into texts: <c>{Line}</c>.</summary>
internal sealed class IgnitionParameters
{
    /// <summary>A text that grows beyond this by its parameters is left as it is.</summary>
    private const int MaxText = 4_096;

    private readonly Dictionary<string, string> _values;

    private IgnitionParameters(Dictionary<string, string> values) => _values = values;

    public static IgnitionParameters None { get; } = new([]);

    /// <summary>These, with those of an instance over them.</summary>
    public IgnitionParameters With(ForeignValue instance) => Merge(instance, isOver: true);

    /// <summary>These, over those that a type gives.</summary>
    public IgnitionParameters Below(ForeignValue type) => Merge(type, isOver: false);

    /// <summary>The text of a property: as it stands, or bound to parameters.</summary>
    public string? Fill(ForeignValue? property)
    {
        if (property is not { } found)
            return null;
        var text = found.Element.ValueKind switch
        {
            JsonValueKind.String => found.Element.GetString(),
            JsonValueKind.Object when found.Text("bindType") is "parameter" => found.Text("binding"),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => found.Element.GetRawText(),
            _ => null,
        };
        foreach (var (name, value) in _values)
        {
            if (text is not { Length: > 0 and <= MaxText })
                break;
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }
        return text is { Length: > 0 } ? text : null;
    }

    private IgnitionParameters Merge(ForeignValue holder, bool isOver)
    {
        if (holder.Find("parameters") is not { Element.ValueKind: JsonValueKind.Object } parameters)
            return this;
        var values = new Dictionary<string, string>(_values);
        foreach (var property in parameters.Element.EnumerateObject())
        {
            // A plain value, or { "dataType": "String", "value": … } as newer versions write it.
            var written = new ForeignValue(property.Value, $"{parameters.Place}.{property.Name}");
            if ((property.Value.ValueKind == JsonValueKind.Object ? Fill(written.Find("value")) : Fill(written)) is not { } value)
                continue;
            if (isOver)
                values[property.Name] = value;
            else
                values.TryAdd(property.Name, value);
        }
        return new(values);
    }
}
