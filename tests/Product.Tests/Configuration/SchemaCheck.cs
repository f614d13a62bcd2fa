using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Millwright.Host.Configuration.Yaml;

namespace Millwright.Product.Tests.Configuration;

/// <summary>The part of JSON Schema that the plant's schema uses.</summary>
internal static class SchemaCheck
{
    /// <summary>A configuration file as an editor's YAML plug-in sees it.</summary>
    public static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(e => KeyValuePair.Create(e.Key.Text, ToJson(e.Value)))),
        YamlSequence sequence => new JsonArray([.. sequence.Items.Select(ToJson)]),
        YamlScalar { IsEmpty: true } => null,
        YamlScalar { IsPlain: true, Text: "true" or "false" } flag => flag.Text == "true",
        YamlScalar { IsPlain: true } scalar when long.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var whole) => whole,
        YamlScalar { IsPlain: true } scalar when double.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var number) => number,
        YamlScalar scalar => scalar.Text,
        _ => throw new ArgumentException("an unknown kind of node", nameof(node)),
    };

    public static IEnumerable<string> Problems(JsonObject root, JsonObject schema, JsonNode? value, string at = "")
    {
        if (schema["$ref"] is { } reference)
        {
            var definition = root["$defs"]![reference.ToString()["#/$defs/".Length..]]!.AsObject();
            return Problems(root, definition, value, at);
        }
        var problems = new List<string>();
        foreach (var word in new[] { "anyOf", "oneOf" })
        {
            if (schema[word] is JsonArray branches && Branches(root, branches, value, at, word == "oneOf") is { Count: > 0 } failed)
                problems.AddRange(failed);
        }
        if (schema["type"] is { } type && !Types(type).Any(t => IsOf(t, value)))
            problems.Add($"{at}: not {type.ToJsonString()}");
        if (schema["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, value)))
            problems.Add($"{at}: none of {allowed.ToJsonString()}");
        if (schema["const"] is { } constant && !JsonNode.DeepEquals(constant, value))
            problems.Add($"{at}: not {constant}");
        if (value is JsonValue scalar)
            problems.AddRange(OfScalar(schema, scalar, at));
        if (value is JsonArray items && schema["items"] is JsonObject item)
            problems.AddRange(items.SelectMany((v, i) => Problems(root, item, v, $"{at}/{i}")));
        if (value is JsonObject o)
            problems.AddRange(OfObject(root, schema, o, at));
        return problems;
    }

    private static List<string> Branches(JsonObject root, JsonArray branches, JsonNode? value, string at, bool exactlyOne)
    {
        var results = branches.Select(b => Problems(root, b!.AsObject(), value, at).ToList()).ToList();
        var good = results.Count(r => r.Count == 0);
        if (exactlyOne ? good == 1 : good > 0)
            return [];
        return good > 1 ? [$"{at}: {good} of oneOf"] : results.MinBy(r => r.Count)!;
    }

    private static IEnumerable<string> OfScalar(JsonObject schema, JsonValue value, string at)
    {
        if (value.GetValueKind() == JsonValueKind.String && schema["pattern"] is { } pattern && !Regex.IsMatch(value.ToString(), pattern.ToString()))
            yield return $"{at}: '{value}' does not match {pattern}";
        if (value.GetValueKind() != JsonValueKind.Number)
            yield break;
        var number = Number(value);
        if (schema["minimum"] is { } minimum && number < Number(minimum))
            yield return $"{at}: below {minimum}";
        if (schema["maximum"] is { } maximum && number > Number(maximum))
            yield return $"{at}: above {maximum}";
    }

    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    private static IEnumerable<string> OfObject(JsonObject root, JsonObject schema, JsonObject value, string at)
    {
        foreach (var required in schema["required"]?.AsArray() ?? [])
        {
            if (!value.ContainsKey(required!.ToString()))
                yield return $"{at}: no {required}";
        }
        foreach (var (key, item) in value)
        {
            if (schema["properties"]?[key] is JsonObject property)
            {
                foreach (var problem in Problems(root, property, item, $"{at}/{key}"))
                    yield return problem;
            }
            else if (schema["additionalProperties"] is JsonObject others)
            {
                foreach (var problem in Problems(root, others, item, $"{at}/{key}"))
                    yield return problem;
            }
            else if (schema["additionalProperties"] is JsonValue isOpen && !(bool)isOpen)
            {
                yield return $"{at}: unknown key {key}";
            }
        }
    }

    private static IEnumerable<string> Types(JsonNode type) =>
        type is JsonArray many ? many.Select(t => t!.ToString()) : [type.ToString()];

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && !value.ToJsonString().Contains('.', StringComparison.Ordinal),
        _ => false,
    };
}
