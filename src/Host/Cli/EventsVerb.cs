using System.CommandLine;
using System.Text.Json.Nodes;

namespace Millwright.Host.Cli;

/// <summary><c>millwright events</c>: what happened, or what stands now.</summary>
internal static class EventsVerb
{
    public static Command Create(CommandLine line)
    {
        var asset = new Argument<string?>("ASSET") { Description = "A path below the plant; with what lies below it.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string>("--from") { Description = "The beginning: ISO 8601, or now-15m, now-1h, now-7d.", DefaultValueFactory = _ => "now-1d", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "The end, not included.", HelpName = "TIME" };
        var connection = new Option<string?>("--connection") { Description = "Only those that came by it.", HelpName = "NAME" };
        var severity = new Option<int>("--severity") { Description = "The least severity, 1 to 1000.", DefaultValueFactory = _ => 1 };
        var text = new Option<string?>("--text") { Description = "A part of the message or the source's name.", HelpName = "WORDS" };
        var limit = new Option<int>("--limit") { Description = "The most rows.", DefaultValueFactory = _ => 100 };
        var active = new Option<bool>("--active") { Description = "The conditions that matter now instead." };
        var plant = CliOptions.Plant();
        var json = CliOptions.Json();
        severity.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000)
                result.AddError("--severity is outside 1 to 1000");
        });
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
                result.AddError("--limit is outside 1 to 10000");
        });
        var verb = new Command("events", "Lists what happened, newest first, or what stands now.") { asset, from, to, connection, severity, text, limit, active, plant, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = new InstanceClient(InstanceFile.Find(PlantFolder.Find(parsed.GetValue(plant))));
            var isStanding = parsed.GetValue(active);
            var query = (isStanding ? "conditions?" : $"events?from={Uri.EscapeDataString(parsed.GetValue(from)!)}&")
                + $"limit={parsed.GetValue(limit)}&severity={parsed.GetValue(severity)}"
                + Part("asset", parsed.GetValue(asset)) + Part("connection", parsed.GetValue(connection))
                + (isStanding ? "" : Part("to", parsed.GetValue(to)) + Part("text", parsed.GetValue(text)));
            var answer = await client.GetAsync(query, cancellation);
            if (parsed.GetValue(json))
                line.Console.WriteJson(answer);
            else
                line.Console.WriteTable(["TIME", "SEVERITY", "SOURCE", "STATE", "TYPE", "MESSAGE"], [.. answer["items"]!.AsArray().Select(e => Row(e!))]);
            return CommandLine.Done;
        });
        return verb;
    }

    private static string Part(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string[] Row(JsonNode happened) =>
    [
        happened["time"]!.ToString(), happened["severity"]!.ToString(), Place(happened), State(happened["condition"]), happened["type"]!.ToString(),
        happened["message"]!.ToString(),
    ];

    private static string Place(JsonNode happened) => (happened["source"] ?? happened["sourceName"]) is { } place && place.ToString().Length > 0 ? place.ToString() : happened["connection"]!.ToString();

    private static string State(JsonNode? condition) => condition is null
        ? "-"
        : ((bool)condition["active"]! ? "active" : "over") + ((bool)condition["acknowledged"]! ? "" : ", unacknowledged") + ((bool)condition["shelved"]! ? ", shelved" : "");
}
