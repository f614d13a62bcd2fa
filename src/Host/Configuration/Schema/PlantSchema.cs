using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using Millwright.Flow.Options;
using Millwright.Flow.Sources;
using Millwright.Host.Configuration.Binding;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;
using Millwright.Publish.Bridging;

namespace Millwright.Host.Configuration.Schema;

/// <summary>The JSON Schema (draft 2020-12) of plant.yaml and the files it includes, made from the option classes, for completion in editors.</summary>
internal sealed class PlantSchema(IReadOnlyList<IDriver> drivers, IReadOnlyList<SectionType> sections)
{
    private readonly OptionShape.Cache _shapes = new();

    public JsonObject Write()
    {
        var properties = Properties(typeof(PlantOptions));
        AddStructure(properties, PlantKeys.Top, new()
        {
            [PlantKeys.Include] = () => new()
            {
                ["anyOf"] = new JsonArray(Typed("string"), new JsonObject { ["type"] = "array", ["items"] = Typed("string") }),
            },
            [PlantKeys.Connections] = () => MapOf(Reference("connection")),
            [PlantKeys.Templates] = () => MapOf(Reference("asset")),
            [PlantKeys.Assets] = () => MapOf(OrNull(Reference("asset"))),
            [PlantKeys.Bridges] = () => MapOf(Reference("bridge")),
        });
        foreach (var section in sections)
            properties[section.Key] = OrNull(Described(Nested(section.OptionsType), section.Description));
        return new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Millwright plant",
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
            ["$defs"] = new JsonObject { ["connection"] = Connection(), ["asset"] = Asset(), ["tag"] = Tag(), ["bridge"] = Nested(typeof(BridgeOptions)) },
        };
    }

    private JsonObject Connection() => new() { ["oneOf"] = new JsonArray([.. drivers.Select(Connection)]) };

    private JsonNode Connection(IDriver driver)
    {
        var properties = Properties(typeof(ConnectionOptions), driver.OptionsType);
        properties["driver"] = new JsonObject { ["const"] = driver.Name, ["description"] = driver.Summary };
        return Closed(properties, ["driver", .. Required(driver.OptionsType)]);
    }

    private JsonObject Asset()
    {
        var properties = Properties(typeof(AssetOptions));
        AddStructure(properties, PlantKeys.Asset, new()
        {
            [PlantKeys.Tags] = () => MapOf(OrNull(Reference("tag"))),
            [PlantKeys.Assets] = () => MapOf(OrNull(Reference("asset"))),
        });
        return Closed(properties, []);
    }

    // Which driver a tag belongs to stands elsewhere, so a tag may have the keys of any; a template's tag may lack required ones.
    private JsonObject Tag() =>
        Closed(Properties([typeof(TagOriginOptions), typeof(TagOptions), .. drivers.Select(d => d.TagOptionsType).Distinct()]), []);

    private JsonObject Properties(params ReadOnlySpan<Type> types)
    {
        var properties = new JsonObject();
        foreach (var type in types)
        {
            var defaults = Activator.CreateInstance(type)!;
            foreach (var key in _shapes.Of(type).Keys)
            {
                var schema = Key(key, defaults);
                if (properties[key.Name] is not { } other)
                    properties[key.Name] = schema;
                else if (!JsonNode.DeepEquals(other, schema))
                    properties[key.Name] = new JsonObject { ["anyOf"] = new JsonArray(other.DeepClone(), schema) };
            }
        }
        return properties;
    }

    private JsonObject Key(OptionKey key, object defaults)
    {
        var schema = Of(key.Type);
        if (key.IsSecret)
            schema["pattern"] = @"\$\{(env|file):[^}]+\}";
        foreach (var check in key.Checks)
            Bound(schema, check);
        Described(schema, key.Description);
        if (Default(key.Property.GetValue(defaults)) is { } value && key.Type.Form == OptionForm.Scalar && !key.IsRequired)
            schema["default"] = value;
        return schema;
    }

    private JsonObject Of(OptionType type) => type.Form switch
    {
        OptionForm.Scalar => type.Scalar!.Schema(),
        OptionForm.List => new() { ["type"] = "array", ["items"] = Of(type.Item!) },
        OptionForm.Map => MapOf(Of(type.Item!)),
        OptionForm.Nested => Nested(type.Type),
        _ => [],
    };

    private JsonObject Nested(Type type) => Closed(Properties(type), Required(type));

    private string[] Required(Type type) => [.. _shapes.Of(type).Keys.Where(k => k.IsRequired).Select(k => k.Name)];

    private static void Bound(JsonObject schema, ValidationAttribute check)
    {
        switch (check)
        {
            case RangeAttribute { Minimum: int or double } range:
                schema["minimum"] = JsonValue.Create(Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture));
                schema["maximum"] = JsonValue.Create(Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
                break;
            case AllowedValuesAttribute allowed:
                schema["enum"] = new JsonArray([.. allowed.Values.Select(v => JsonValue.Create(v))]);
                break;
        }
    }

    private static JsonNode? Default(object? value) => value switch
    {
        bool flag => flag,
        int number => number,
        long number => number,
        double number => number,
        TimeSpan duration => DurationText.Format(duration),
        Enum word => Words.Value(word.ToString()),
        string { Length: > 0 } text => text,
        _ => null,
    };

    private static void AddStructure(
        JsonObject properties, IReadOnlyList<(string Key, string Description)> keys, Dictionary<string, Func<JsonObject>> schemas)
    {
        foreach (var (key, description) in keys)
            properties[key] = Described(schemas[key](), description);
    }

    private static JsonObject Described(JsonObject schema, string? description)
    {
        if (description is not null)
            schema["description"] = description;
        return schema;
    }

    private static JsonObject Closed(JsonObject properties, string[] required)
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Length > 0)
            schema["required"] = new JsonArray([.. required.Select(r => (JsonNode)r)]);
        return schema;
    }

    private static JsonObject MapOf(JsonObject item) => new() { ["type"] = new JsonArray("object", "null"), ["additionalProperties"] = item };

    private static JsonObject OrNull(JsonObject schema) => new() { ["anyOf"] = new JsonArray(schema, Typed("null")) };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    private static JsonObject Typed(string type) => new() { ["type"] = type };
}
