using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Millwright.Drivers;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Configuration.Schema;

namespace Millwright.Product.Tests.Configuration;

public sealed partial class ConfigurationPageTests
{
    [Fact]
    public void The_page_has_each_key_and_no_other()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFolder.Find(), "docs", "configuration.md"));
        var schema = new PlantSchema(DriverList.All, PlantSections.All).Write();
        var definitions = schema["$defs"]!;
        var sections = new Dictionary<string, IEnumerable<string>>
        {
            ["plant"] = Keys(schema),
            ["connection"] = definitions["connection"]!["oneOf"]!.AsArray().SelectMany(c => Keys(c!)).Distinct(),
            ["asset"] = Keys(definitions["asset"]!),
            ["tag"] = Keys(definitions["tag"]!),
            ["write"] = Keys(definitions["tag"]!["properties"]!["write"]!),
            ["linear"] = Keys(definitions["tag"]!["properties"]!["linear"]!),
            ["bridge"] = Keys(definitions["bridge"]!),
        };
        foreach (var section in PlantSections.All)
            sections.Add(section.Key, Keys(schema["properties"]![section.Key]!["anyOf"]![0]!));
        var differences = new List<string>();
        foreach (var (name, keys) in sections)
        {
            var documented = Rows(page, name);
            differences.AddRange(keys.Except(documented).Select(k => $"{name}: '{k}' is missing"));
            differences.AddRange(documented.Except(keys).Select(k => $"{name}: '{k}' is no key"));
        }
        Assert.Empty(differences);
    }

    private static IEnumerable<string> Keys(JsonNode schema) => schema["properties"]!.AsObject().Select(p => p.Key);

    /// <summary>The first column of the table that follows the mark <c>&lt;!-- keys: name --&gt;</c>.</summary>
    private static List<string> Rows(string page, string name)
    {
        var start = page.IndexOf($"<!-- keys: {name} -->", StringComparison.Ordinal);
        if (start < 0)
            return [];
        var end = page.IndexOf("\n\n", page.IndexOf('|', start), StringComparison.Ordinal);
        return [.. Row().Matches(page[start..(end < 0 ? page.Length : end)]).Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex(@"^\| `([a-z0-9_]+)`", RegexOptions.Multiline)]
    private static partial Regex Row();
}
