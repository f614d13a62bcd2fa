using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Imports;
using Millwright.Host.Imports.Formats;
using Millwright.Model;

namespace Millwright.Host.Cli;

/// <summary><c>millwright import</c>: what other programs have configured, as a plant that passes <c>check</c>, and a list of what could not be carried over.</summary>
internal static class ImportVerb
{
    public static Command Create(CommandLine line)
    {
        var format = new Argument<string>("FORMAT") { Description = string.Join("; ", ImporterList.All.Select(i => $"{i.Name}: {i.Summary}")) + "." };
        format.AcceptOnlyFromAmong([.. ImporterList.All.Select(i => i.Name)]);
        var file = new Argument<string>("FILE") { Description = "What the other program has written." };
        var folder = new Option<string?>("--out") { Description = "A new plant's folder; without it YAML goes to the standard output.", HelpName = "FOLDER" };
        var name = new Option<string>("--as") { Description = "The plant's own path.", DefaultValueFactory = _ => "enterprise/site", HelpName = "PATH" };
        var part = new Option<bool>("--part") { Description = "Leave the plant's own path out: a file for another plant's include." };
        var addresses = new Option<string[]>("--address") { Description = "Where a server is that the file only names; may be given several times.", HelpName = "NAME=ADDRESS" };
        var json = CliOptions.Json();
        var verb = new Command("import", "Turns what another program has configured into a plant, and lists what could not be carried over.") { format, file, folder, name, part, addresses, json };
        verb.SetAction(parsed =>
        {
            var path = parsed.GetValue(name)!;
            if (!TagPath.TryParse(path, out _, out var problem))
                throw new CliFailure("--as", problem, "write for example --as acme/berlin");
            var importer = ImporterList.All.Single(i => i.Name == parsed.GetValue(format));
            var plant = Read(line.Loader, importer, parsed.GetValue(file)!, Addresses(parsed.GetValue(addresses) ?? []), path);
            var text = ImportText.Write(plant, parsed.GetValue(part) ? null : path).ToString();
            var target = parsed.GetValue(folder) is { } into ? Save(into, text) : null;
            if (parsed.GetValue(json))
                line.Console.WriteJson(Json(plant, target is null ? text : null));
            else
                Write(line.Console, plant, target, text);
            return CommandLine.Done;
        });
        return verb;
    }

    private static ImportedPlant Read(PlantLoader loader, Importer importer, string file, Dictionary<string, string> addresses, string path)
    {
        try
        {
            var plant = new ImportedPlant(addresses);
            importer.Read(file, ForeignFile.Read(file), plant);
            ImportProof.Clear(loader, plant, path);
            return plant;
        }
        catch (ImportException e)
        {
            throw new CliFailure(e.Place.StartsWith(file, StringComparison.Ordinal) ? e.Place : $"{file}: {e.Place}", e.What, e.Remedy);
        }
    }

    private static Dictionary<string, string> Addresses(string[] written)
    {
        var addresses = new Dictionary<string, string>();
        foreach (var text in written)
        {
            if (text.IndexOf('=', StringComparison.Ordinal) is var at && (at <= 0 || !addresses.TryAdd(text[..at], text[(at + 1)..])))
                throw new CliFailure("--address", $"'{text}' is no NAME=ADDRESS, or the name stands twice", "write for example --address \"PLC 1=opc.tcp://10.0.3.20:4840\"");
        }
        return addresses;
    }

    private static string Save(string folder, string text)
    {
        var target = Path.Combine(folder, PlantFiles.MainFile);
        try
        {
            Directory.CreateDirectory(folder);
            using var file = new StreamWriter(new FileStream(target, FileMode.CreateNew));
            file.Write(text);
            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure(target, File.Exists(target) ? "it is there already and is not written over" : e.Message.TrimEnd('.'), "name a new folder");
        }
    }

    private static void Write(CliConsole console, ImportedPlant plant, string? target, string text)
    {
        foreach (var loss in plant.Losses)
            console.WriteWarning(loss.ToString());
        var figures = string.Create(
            CultureInfo.InvariantCulture, $"{plant.Connections.Count} connections and {plant.Tags.Count} tags; {plant.Losses.Count} things could not be carried over as they are");
        if (target is null)
        {
            console.Out.Write(text);
            console.Error.WriteLine(figures);
        }
        else
            console.Out.WriteLine($"{target}: {figures}");
    }

    private static JsonObject Json(ImportedPlant plant, string? text) => new()
    {
        ["connections"] = plant.Connections.Count,
        ["tags"] = plant.Tags.Count,
        ["yaml"] = text,
        ["losses"] = new JsonArray([.. plant.Losses.Select(l => (JsonNode)new JsonObject { ["place"] = l.Place, ["name"] = l.Name, ["why"] = l.Why, ["remedy"] = l.Remedy })]),
    };
}
