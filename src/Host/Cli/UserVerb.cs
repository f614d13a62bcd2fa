using System.CommandLine;
using System.Text.Json.Nodes;

namespace Millwright.Host.Cli;

/// <summary><c>millwright user</c>: sign-in links and accounts.</summary>
internal static class UserVerb
{
    public static Command Create(CommandLine line) => new("user", "Sign-in links and accounts.")
    {
        Link(line), Add(line), List(line), Remove(line),
    };

    private static Command Link(CommandLine line)
    {
        var name = new Argument<string?>("NAME") { Description = "The account; without it the first administrator.", Arity = ArgumentArity.ZeroOrOne };
        var plant = CliOptions.Plant();
        var verb = new Command("link", "Prints a sign-in link that works once.") { name, plant };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var folder = PlantFolder.Find(parsed.GetValue(plant));
            line.Console.Out.WriteLine(await line.Plants.CreateSignInLinkAsync(folder, parsed.GetValue(name), cancellation));
            return CommandLine.Done;
        });
        return verb;
    }

    private static Command Add(CommandLine line)
    {
        var name = new Argument<string>("NAME") { Description = "The account's name." };
        var role = new Option<string>("--role") { Description = "What it may do.", DefaultValueFactory = _ => "viewer" };
        role.AcceptOnlyFromAmong("viewer", "operator", "engineer", "admin");
        var plant = CliOptions.Plant();
        var verb = new Command("add", "Adds an account; its password is read from standard input.") { name, role, plant };
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = Client(parsed.GetValue(plant));
            var password = await line.Console.ReadSecretAsync("password: ", cancellation);
            if (string.IsNullOrEmpty(password))
                throw new CliFailure(parsed.GetValue(name)!, "no password on standard input", "type it, or pipe it in");
            var body = new JsonObject { ["name"] = parsed.GetValue(name), ["role"] = parsed.GetValue(role), ["password"] = password };
            await client.PostAsync("users", body, parsed.GetValue(name)!, cancellation);
            line.Console.Out.WriteLine($"{parsed.GetValue(name)}  {parsed.GetValue(role)}  added");
            return CommandLine.Done;
        });
        return verb;
    }

    private static Command List(CommandLine line)
    {
        var plant = CliOptions.Plant();
        var json = CliOptions.Json();
        var verb = new Command("list", "Lists the accounts.") { plant, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = Client(parsed.GetValue(plant));
            var answer = await client.GetAsync("users", cancellation);
            if (parsed.GetValue(json))
                line.Console.WriteJson(answer);
            else
            {
                line.Console.WriteTable(
                    ["NAME", "ROLE", "PASSWORD", "LAST SEEN"],
                    [.. answer["items"]!.AsArray().Select(u => new[] { $"{u!["name"]}", $"{u["role"]}", (bool?)u["passwordSet"] == true ? "set" : "not-set", u["lastSeen"]?.ToString() ?? "never" })]);
            }
            return CommandLine.Done;
        });
        return verb;
    }

    private static Command Remove(CommandLine line)
    {
        var name = new Argument<string>("NAME") { Description = "The account's name." };
        var plant = CliOptions.Plant();
        var verb = new Command("remove", "Removes an account and ends its sessions.") { name, plant };
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = Client(parsed.GetValue(plant));
            await client.DeleteAsync($"users/{Uri.EscapeDataString(parsed.GetValue(name)!)}", parsed.GetValue(name)!, cancellation);
            line.Console.Out.WriteLine($"{parsed.GetValue(name)}  removed");
            return CommandLine.Done;
        });
        return verb;
    }

    private static InstanceClient Client(string? plant) => new(InstanceFile.Find(PlantFolder.Find(plant)));
}
