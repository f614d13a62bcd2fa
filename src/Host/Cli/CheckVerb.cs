using System.CommandLine;
using System.Text.Json.Nodes;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Schema;
using Millwright.Model;

namespace Millwright.Host.Cli;

/// <summary><c>millwright check</c>: all errors of a plant at once, one line each, as compilers write them.</summary>
internal static class CheckVerb
{
    public static Command Create(CommandLine line)
    {
        var folder = CliOptions.Folder();
        var schema = new Option<bool>("--schema") { Description = "Write the JSON Schema of plant.yaml instead." };
        var json = CliOptions.Json();
        var verb = new Command("check", "Reads a plant's folder and says all that is wrong with it.") { folder, schema, json };
        verb.SetAction(parsed =>
        {
            if (!parsed.GetValue(schema))
                return Check(line, PlantFolder.Find(parsed.GetValue(folder)), parsed.GetValue(json));
            line.Console.WriteJson(new PlantSchema(line.Loader.Drivers, line.Loader.Sections).Write());
            return CommandLine.Done;
        });
        return verb;
    }

    private static int Check(CommandLine line, string folder, bool asJson)
    {
        var result = line.Loader.Load(folder);
        if (asJson)
            line.Console.WriteJson(Json(result));
        else
            Write(line.Console, folder, result);
        return result.Errors == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private static void Write(CliConsole console, string folder, PlantLoadResult result)
    {
        foreach (var finding in result.Findings)
        {
            var file = Path.IsPathRooted(finding.Place.File) || finding.Place.File == folder ? finding.Place.File : Path.Combine(folder, finding.Place.File);
            var message = (finding with { Place = finding.Place with { File = file } }).ToString();
            if (finding.IsWarning)
                console.WriteWarning(message);
            else
                console.WriteError(message);
        }
        if (result.Configuration is { } plant)
            console.Out.WriteLine($"{folder}: good: {Count(plant.Connections.Count, "connection")}, {Count(plant.Assets.Count, "asset")}, {Count(plant.Tags.Count, "tag")}");
        else
            console.Error.WriteLine($"{folder}: {Count(result.Errors, "error")}");
    }

    private static JsonObject Json(PlantLoadResult result) => new()
    {
        ["good"] = result.Errors == 0,
        ["version"] = result.Version,
        ["connections"] = result.Configuration?.Connections.Count,
        ["assets"] = result.Configuration?.Assets.Count,
        ["tags"] = result.Configuration?.Tags.Count,
        ["findings"] = new JsonArray([.. result.Findings.Select(Json)]),
    };

    private static JsonNode Json(ConfigurationFinding finding) => new JsonObject
    {
        ["file"] = finding.Place.File,
        ["line"] = finding.Place.Line,
        ["what"] = finding.Problem,
        ["remedy"] = finding.Remedy,
        ["severity"] = finding.IsWarning ? "warning" : "error",
    };

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
