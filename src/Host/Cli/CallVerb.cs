using System.CommandLine;
using System.Text.Json.Nodes;

namespace Millwright.Host.Cli;

/// <summary><c>millwright call</c>: one command through the gate of the running instance.</summary>
internal static class CallVerb
{
    public static Command Create(CommandLine line)
    {
        var command = new Argument<string>("COMMAND") { Description = "The asset's path below the plant and the command's name." };
        var arguments = new Argument<string[]>("NAME=VALUE") { Description = "What the command has to be told.", Arity = ArgumentArity.ZeroOrMore };
        var reason = new Option<string?>("--reason") { Description = "Why, for the audit trail.", HelpName = "TEXT" };
        var plant = CliOptions.Plant();
        var json = CliOptions.Json();
        var verb = new Command("call", "Calls a method of a device, checked and recorded.") { command, arguments, reason, plant, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetValue(command)!;
            var told = new JsonObject();
            foreach (var argument in parsed.GetValue(arguments)!)
            {
                var at = argument.IndexOf('=', StringComparison.Ordinal);
                if (at <= 0)
                    throw new CliFailure(argument, "this is no name=value", "write for example speed=1200");
                told[argument[..at]] = WriteVerb.Value(argument[(at + 1)..]);
            }
            using var client = new InstanceClient(InstanceFile.Find(PlantFolder.Find(parsed.GetValue(plant))));
            var body = new JsonObject { ["arguments"] = told };
            if (parsed.GetValue(reason) is { } why)
                body["reason"] = why;
            var answer = await client.PostAsync($"commands/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}", body, path, cancellation);
            if (parsed.GetValue(json))
                line.Console.WriteJson(answer);
            else
                line.Console.Out.WriteLine($"{path}  {answer["outcome"]}  {string.Join(", ", answer["outputs"]!.AsArray().Select(o => o?.ToString() ?? "-"))}  audit {answer["auditId"]}");
            return CommandLine.Done;
        });
        return verb;
    }
}
