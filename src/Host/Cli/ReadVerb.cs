using System.CommandLine;
using System.Text.Json.Nodes;

namespace Millwright.Host.Cli;

/// <summary><c>millwright read</c>: the newest values of tags, or of addresses on a device without any plant.</summary>
internal static class ReadVerb
{
    public static Command Create(CommandLine line)
    {
        var tags = new Argument<string[]>("TAG")
        {
            Description = "Paths below the plant; or a device's address such as modbus-tcp://host:502 and what to read there, in the words of a tag.",
            Arity = ArgumentArity.OneOrMore,
        };
        var plant = CliOptions.Plant();
        var json = CliOptions.Json();
        var verb = new Command("read", "Reads the newest values of tags.") { tags, plant, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var paths = parsed.GetValue(tags)!;
            if (DirectSource.IsAddress(paths[0]))
                return await DirectReadVerb.ReadAsync(line, paths[0], paths[1..], parsed.GetValue(json), cancellation);
            using var client = new InstanceClient(InstanceFile.Find(PlantFolder.Find(parsed.GetValue(plant))));
            var answer = await client.GetAsync($"values?{InstanceClient.TagsQuery(paths)}", cancellation);
            if (parsed.GetValue(json))
                line.Console.WriteJson(answer);
            else
                line.Console.WriteTable(["TAG", "VALUE", "QUALITY", "AGE", "TIME"], [.. answer["items"]!.AsArray().Select(Row)]);
            return CommandLine.Done;
        });
        return verb;
    }

    private static string[] Row(JsonNode? value)
    {
        var quality = value!["quality"]!;
        var reason = quality["reason"]?.ToString();
        return
        [
            value["tag"]!.ToString(),
            value["text"]?.ToString() ?? "-",
            quality["name"] + (string.IsNullOrEmpty(reason) ? "" : $" ({reason})"),
            AgeText.Format(value["ageMs"]),
            value["time"]?.ToString() ?? "-",
        ];
    }
}
