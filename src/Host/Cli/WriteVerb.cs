using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millwright.Host.Cli;

/// <summary><c>millwright write</c>: one value through the write gate of the running instance.</summary>
internal static class WriteVerb
{
    public static Command Create(CommandLine line)
    {
        var tag = new Argument<string>("TAG") { Description = "The path below the plant." };
        var value = new Argument<string>("VALUE") { Description = "The value in the tag's unit." };
        var reason = new Option<string?>("--reason") { Description = "Why, for the audit trail.", HelpName = "TEXT" };
        var plant = CliOptions.Plant();
        var json = CliOptions.Json();
        var verb = new Command("write", "Writes a value to a device, checked and recorded.") { tag, value, reason, plant, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetValue(tag)!;
            using var client = new InstanceClient(InstanceFile.Find(PlantFolder.Find(parsed.GetValue(plant))));
            var body = new JsonObject { ["tag"] = path, ["value"] = Value(parsed.GetValue(value)!) };
            if (parsed.GetValue(reason) is { } why)
                body["reason"] = why;
            var answer = await client.PostAsync("writes", body, path, cancellation);
            if (parsed.GetValue(json))
                line.Console.WriteJson(answer);
            else
                line.Console.Out.WriteLine($"{path}  {answer["outcome"]}  read back {answer["readBack"]}  audit {answer["auditId"]}");
            return CommandLine.Done;
        });
        return verb;
    }

    /// <summary>A value as people write it: a number or boolean as such, anything else as text.</summary>
    internal static JsonNode Value(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonValue value && value.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                return value;
        }
        catch (JsonException)
        {
            // A word: it is sent as text.
        }
        return text;
    }
}
