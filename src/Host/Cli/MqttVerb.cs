using System.CommandLine;
using System.Text.Json.Nodes;

namespace Millwright.Host.Cli;

/// <summary><c>millwright mqtt</c>: what the plant's broker holds, and publishing as the broker.</summary>
internal static class MqttVerb
{
    public static Command Create(CommandLine line) => new("mqtt", "Shows what the plant's MQTT broker holds, and publishes.")
    {
        Status(line),
        Sessions(line, "clients", "Lists the clients that are connected.", "connected=true&"),
        Sessions(line, "sessions", "Lists all sessions, with their clients connected or not.", ""),
        Subscriptions(line),
        Topics(line),
        Publish(line),
    };

    private static Command Status(CommandLine line)
    {
        var (plant, json) = (CliOptions.Plant(), CliOptions.Json());
        var verb = new Command("status", "Says how the broker is doing, and what it dropped and refused.") { plant, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = ClientOf(parsed, plant);
            var answer = await client.GetAsync("mqtt", cancellation);
            if (parsed.GetValue(json))
            {
                line.Console.WriteJson(answer);
                return CommandLine.Done;
            }
            var rows = new List<string[]> { new[] { "state", answer["state"]!.ToString() } };
            rows.AddRange(answer["addresses"]!.AsArray().Select(a => new[] { "address", a!.ToString() }));
            foreach (var (name, value) in new[] { ("problem", answer["problem"]), ("remedy", answer["remedy"]), ("store bytes", answer["storeBytes"]) })
            {
                if (value is not null)
                    rows.Add([name, value.ToString()]);
            }
            rows.AddRange(Rows("", answer["figures"]));
            rows.AddRange(Rows("dropped: ", answer["drops"]));
            rows.AddRange(Rows("refused: ", answer["refusals"]));
            line.Console.WriteTable(["WHAT", "NOW"], [.. rows]);
            return CommandLine.Done;
        });
        return verb;
    }

    private static Command Sessions(CommandLine line, string name, string description, string query) => Listing(
        line, name, description, "sessions", query, "A part of the client's identifier.", "search",
        ["CLIENT", "IDENTITY", "FROM", "VERSION", "SUBSCRIPTIONS", "WAITING", "UNDER WAY", "EXPIRES AFTER"],
        s => [Text(s, "clientId"), Text(s, "identity"), Text(s, "peer"), Text(s, "version"), Text(s, "subscriptions"), Text(s, "queued"), Text(s, "inFlight"),
            s["expirySeconds"] is { } seconds ? $"{seconds} s" : "never"]);

    private static Command Subscriptions(CommandLine line) => Listing(
        line, "subscriptions", "Lists who subscribes to what.", "subscriptions", "", "A part of the client's identifier or of the filter.", "search",
        ["CLIENT", "FILTER", "QOS"], s => [Text(s, "clientId"), Text(s, "filter"), Text(s, "qos")]);

    private static Command Topics(CommandLine line) => Listing(
        line, "topics", "Lists retained messages; JSON as text, Sparkplug decoded.", "topics", "", "A topic filter, # where left out.", "filter",
        ["TOPIC", "QOS", "BYTES", "FORM", "SAYS"], t => [Text(t, "topic"), Text(t, "qos"), Text(t, "bytes"), Text(t, "form"), Says(t)]);

    private static Command Publish(CommandLine line)
    {
        var topic = new Argument<string>("TOPIC") { Description = "The topic." };
        var payload = new Argument<string>("PAYLOAD") { Description = "The message, as text." };
        var qos = new Option<int>("--qos") { Description = "0, 1 or 2." };
        var retain = new Option<bool>("--retain") { Description = "Keeps it for later subscribers; an empty payload takes the kept one away." };
        var (plant, json) = (CliOptions.Plant(), CliOptions.Json());
        qos.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 2)
                result.AddError("--qos is none of 0, 1 and 2");
        });
        var verb = new Command("publish", "Publishes a message as the broker; it is recorded in the audit trail.") { topic, payload, qos, retain, plant, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = ClientOf(parsed, plant);
            var body = new JsonObject
            {
                ["topic"] = parsed.GetValue(topic),
                ["payload"] = parsed.GetValue(payload),
                ["qos"] = parsed.GetValue(qos),
                ["retain"] = parsed.GetValue(retain),
            };
            var answer = await client.PostAsync("mqtt/publish", body, parsed.GetValue(topic)!, cancellation);
            if (parsed.GetValue(json))
                line.Console.WriteJson(answer);
            else
                line.Console.Out.WriteLine($"{answer["topic"]}: {answer["bytes"]} bytes published");
            return CommandLine.Done;
        });
        return verb;
    }

    private static Command Listing(
        CommandLine line, string name, string description, string resource, string query, string about, string parameter, string[] heads, Func<JsonNode, string[]> row)
    {
        var which = new Argument<string?>(parameter.ToUpperInvariant()) { Description = about, Arity = ArgumentArity.ZeroOrOne };
        var limit = new Option<int>("--limit") { Description = "The most rows.", DefaultValueFactory = _ => 100 };
        var (plant, json) = (CliOptions.Plant(), CliOptions.Json());
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
                result.AddError("--limit is outside 1 to 10000");
        });
        var verb = new Command(name, description) { which, limit, plant, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = ClientOf(parsed, plant);
            var path = $"mqtt/{resource}?{query}limit={parsed.GetValue(limit)}{(parsed.GetValue(which) is { } text ? $"&{parameter}={Uri.EscapeDataString(text)}" : "")}";
            var answer = await client.GetAsync(path, cancellation);
            if (parsed.GetValue(json))
                line.Console.WriteJson(answer);
            else
                line.Console.WriteTable(heads, [.. answer["items"]!.AsArray().Select(item => row(item!))]);
            return CommandLine.Done;
        });
        return verb;
    }

    private static InstanceClient ClientOf(ParseResult parsed, Option<string?> plant) => new(InstanceFile.Find(PlantFolder.Find(parsed.GetValue(plant))));

    private static IEnumerable<string[]> Rows(string before, JsonNode? figures) =>
        figures?.AsObject().Select(f => new[] { before + f.Key, f.Value!.ToString() }) ?? [];

    private static string Text(JsonNode item, string key) => item[key]?.ToString() ?? "-";

    private static string Says(JsonNode topic)
    {
        const int MaxShown = 80;
        var text = topic["metrics"] is JsonArray metrics
            ? string.Join(", ", metrics.Select(m => $"{m!["name"]} = {m["value"]?.ToString() ?? "null"}"))
            : topic["text"]?.ToString().ReplaceLineEndings(" ") ?? "";
        return text.Length > MaxShown ? text[..MaxShown] + "..." : text;
    }
}
