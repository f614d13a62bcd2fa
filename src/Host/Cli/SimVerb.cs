using System.CommandLine;

namespace Millwright.Host.Cli;

/// <summary><c>millwright sim</c>.</summary>
internal static class SimVerb
{
    public static Command Create(CommandLine line)
    {
        var folder = CliOptions.Folder();
        var list = new Option<bool>("--list") { Description = "List the machines and the faults they know, and end." };
        var inject = new Option<string[]>("--inject") { Description = "Put a fault into a machine.", HelpName = "MACHINE:FAULT", AllowMultipleArgumentsPerToken = true };
        var verb = new Command("sim", "Runs the simulated machines of a plant alone.") { folder, list, inject };
        verb.SetAction((parsed, cancellation) => line.Plants.SimulateAsync(
            new(PlantFolder.Find(parsed.GetValue(folder)), parsed.GetValue(list), parsed.GetValue(inject) ?? []), line.Console, cancellation));
        return verb;
    }
}
