using System.CommandLine;
using System.Text.Json.Nodes;

namespace Millwright.Host.Cli;

/// <summary><c>millwright token</c>: lasting bearer tokens for programs.</summary>
internal static class TokenVerb
{
    public static Command Create(CommandLine line) => new("token", "Tokens for programs that use the API.") { Add(line), List(line), Remove(line) };

    private static Command Add(CommandLine line)
    {
        var name = new Argument<string>("NAME") { Description = "What it is for, such as grafana." };
        var role = new Option<string>("--role") { Description = "What it may do.", DefaultValueFactory = _ => "viewer" };
        role.AcceptOnlyFromAmong("viewer", "operator", "engineer", "admin");
        var days = new Option<int?>("--days") { Description = "How long it lasts; without it until it is removed." };
        var plant = CliOptions.Plant();
        var verb = new Command("add", "Makes a token and prints it: it cannot be read again.") { name, role, days, plant };
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = Client(parsed.GetValue(plant));
            var body = new JsonObject { ["name"] = parsed.GetValue(name), ["role"] = parsed.GetValue(role) };
            if (parsed.GetValue(days) is { } length)
                body["days"] = length;
            var answer = await client.PostAsync("tokens", body, parsed.GetValue(name)!, cancellation);
            line.Console.Out.WriteLine($"{answer["token"]}");
            return CommandLine.Done;
        });
        return verb;
    }

    private static Command List(CommandLine line)
    {
        var plant = CliOptions.Plant();
        var json = CliOptions.Json();
        var verb = new Command("list", "Lists the tokens, not what they are.") { plant, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = Client(parsed.GetValue(plant));
            var answer = await client.GetAsync("tokens", cancellation);
            if (parsed.GetValue(json))
                line.Console.WriteJson(answer);
            else
            {
                line.Console.WriteTable(
                    ["NAME", "ROLE", "MADE BY", "ENDS", "LAST USED"],
                    [.. answer["items"]!.AsArray().Select(t => new[] { $"{t!["name"]}", $"{t["role"]}", $"{t["createdBy"]}", t["expiresAt"]?.ToString() ?? "never", t["lastUsed"]?.ToString() ?? "not-since-start" })]);
            }
            return CommandLine.Done;
        });
        return verb;
    }

    private static Command Remove(CommandLine line)
    {
        var name = new Argument<string>("NAME") { Description = "The token's name." };
        var plant = CliOptions.Plant();
        var verb = new Command("remove", "Takes a token back: it opens nothing from now on.") { name, plant };
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = Client(parsed.GetValue(plant));
            await client.DeleteAsync($"tokens/{Uri.EscapeDataString(parsed.GetValue(name)!)}", parsed.GetValue(name)!, cancellation);
            line.Console.Out.WriteLine($"{parsed.GetValue(name)}  removed");
            return CommandLine.Done;
        });
        return verb;
    }

    private static InstanceClient Client(string? plant) => new(InstanceFile.Find(PlantFolder.Find(plant)));
}
