using System.CommandLine;
using System.Net;

namespace Millwright.Host.Cli;

/// <summary><c>millwright run</c> and <c>millwright demo</c>.</summary>
internal static class RunVerb
{
    public static Command Run(CommandLine line)
    {
        var folder = CliOptions.Folder();
        var listen = Listen();
        var simulate = new Option<bool>("--simulate") { Description = "Start the plant's simulated machines as well." };
        var verb = new Command("run", "Runs a plant until stopped.") { folder, listen, simulate };
        verb.SetAction((parsed, cancellation) => line.Plants.RunAsync(
            new(PlantFolder.Find(parsed.GetValue(folder)), parsed.GetValue(listen), parsed.GetValue(simulate)), line.Console, cancellation));
        return verb;
    }

    public static Command Demo(CommandLine line)
    {
        var plant = CliOptions.Plant();
        var listen = Listen();
        var verb = new Command("demo", "Runs the demo plant with its simulated machines.") { plant, listen };
        verb.SetAction((parsed, cancellation) => line.Plants.RunAsync(
            new(parsed.GetValue(plant) ?? PlantFolder.Demo, parsed.GetValue(listen), true), line.Console, cancellation));
        return verb;
    }

    private static Option<string?> Listen()
    {
        var option = new Option<string?>("--listen") { Description = "Where to serve pages and API instead of the configured address.", HelpName = "IP:PORT" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !IPEndPoint.TryParse(text, out _))
                result.AddError($"'{text}' is no address such as 127.0.0.1:8080");
        });
        return option;
    }
}
