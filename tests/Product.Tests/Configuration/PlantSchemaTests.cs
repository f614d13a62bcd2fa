using System.Text.Json.Nodes;
using Millwright.Drivers;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Configuration.Schema;
using Millwright.Host.Configuration.Yaml;

namespace Millwright.Product.Tests.Configuration;

public sealed class PlantSchemaTests
{
    private readonly JsonObject _schema = new PlantSchema([new FakeDriver("fake-tcp"), new FakeDriver("fake-serial")], PlantSections.All).Write();

    [Theory]
    [InlineData("plant: a/b\ntier: edge\ninclude: x.yaml\nconnections: { p: { driver: fake-tcp, scan: 100 ms, timeout: 0, max_in_flight: 4 } }\nassets: { h: { level: machine, tags: { a: { register: h 1, states: { 0: idle } }, b: } }, i: }", "")]
    [InlineData("plant_: a", ": unknown key plant_")]
    [InlineData("tier: sight", "/tier: none of [\"edge\",\"site\",\"cloud\"]")]
    [InlineData("connections: { p: { driver: fake-tcp, scan: 5 } }", "/connections/p/scan: above 0")]
    [InlineData("connections: { p: { driver: fake-tcp, timeout: 5 sec } }", "/connections/p/timeout: '5 sec' does not match")]
    [InlineData("connections: { p: { driver: fake-tcp, max_in_flight: 65 } }", "/connections/p/max_in_flight: above 64")]
    [InlineData("connections: { p: { driver: fake-tcp, password: hunter2 } }", "/connections/p/password: 'hunter2' does not match")]
    [InlineData("connections: { p: { driver: fake-tcp, ready: { equals: 1 } } }", "/connections/p/ready: no register")]
    [InlineData("connections: { p: { driver: fake-tcp, parity: odd } }", "/connections/p/parity: none of [\"even\",\"rather-odd\"]")]
    [InlineData("connections: { p: { driver: other } }", "/connections/p/driver: not fake-tcp")]
    [InlineData("assets: { h: { tags: { a: { regster: 1 } } } }", "/assets/h/tags/a: unknown key regster")]
    [InlineData("templates: { t: { assets: { u: { tagz: {} } } } }", "/templates/t/assets/u: unknown key tagz")]
    [InlineData("http: { listen: 5 }", "/http/listen: not \"string\"")]
    public void The_schema_sees_what_the_loader_sees(string text, string problem)
    {
        var problems = SchemaCheck.Problems(_schema, _schema, SchemaCheck.ToJson(YamlReader.Read("plant.yaml", text, out _)!)).ToList();
        if (problem.Length == 0)
            Assert.Empty(problems);
        else
            Assert.Contains(problems, p => p.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_key_of_each_driver_has_a_description()
    {
        var schema = new PlantSchema(DriverList.All, PlantSections.All).Write();
        Assert.Empty(Undescribed(schema["properties"]!.AsObject()).Concat(Undescribed(schema["$defs"]!.AsObject())));

        static IEnumerable<string> Undescribed(JsonObject level) => level
            .Where(p => p.Value is JsonObject)
            .SelectMany(p => Nested(p.Value!.AsObject()).SelectMany(n => n)
                .Where(k => k.Value is JsonObject o && !o.ContainsKey("description") && !o.ContainsKey("anyOf"))
                .Select(k => $"{p.Key}: {k.Key}"));

        static IEnumerable<JsonObject> Nested(JsonObject schema)
        {
            if (schema["properties"] is JsonObject properties)
                yield return properties;
            foreach (var branch in (schema["oneOf"] ?? schema["anyOf"])?.AsArray() ?? [])
            {
                foreach (var nested in Nested(branch!.AsObject()))
                    yield return nested;
            }
        }
    }

    [Fact]
    public void The_samples_are_good_for_loader_and_schema()
    {
        var samples = Path.Combine(RepositoryFolder.Find(), "samples");
        Assert.SkipUnless(Directory.Exists(samples), "there are no samples");
        var loader = new PlantLoader(DriverList.All, PlantSections.All, _ => "set");
        var schema = new PlantSchema(DriverList.All, PlantSections.All).Write();
        foreach (var folder in Directory.EnumerateDirectories(samples).Where(f => File.Exists(Path.Combine(f, PlantFiles.MainFile))))
        {
            var result = loader.Load(folder);
            Assert.Empty(result.Findings.Select(f => f.ToString()));
            foreach (var file in result.Files)
            {
                var json = SchemaCheck.ToJson(YamlReader.Read(file.Name, file.Text, out _)!);
                Assert.Empty(SchemaCheck.Problems(schema, schema, json).Select(p => $"{folder}/{file.Name}{p}"));
            }
        }
    }
}
