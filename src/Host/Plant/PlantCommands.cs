using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Control.Audit;
using Millwright.Flow.Files;
using Millwright.Host.Cli;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;
using Millwright.Simulators.Faults;
using Millwright.Simulators.Plants;

namespace Millwright.Host.Plant;

/// <summary>What the command line asks of the plant as a whole.</summary>
internal sealed class PlantCommands(PlantLoader loader, TimeProvider clock) : IPlantCommands
{
    public async Task<int> RunAsync(RunRequest request, CliConsole console, CancellationToken cancellation)
    {
        if (!Directory.Exists(request.Folder))
            throw new CliFailure(request.Folder, "there is no such folder", "name a folder with a plant.yaml");
        Enter(request.Folder);
        var read = loader.Load(".");
        foreach (var finding in read.Findings)
            (finding.IsWarning ? console.WriteWarning : (Action<string>)console.WriteError)(finding.ToString());
        if (read.Configuration is not { } configuration)
            return CommandLine.Failed;
        try
        {
            var node = new PlantNode(loader, read, configuration, Listen(request, configuration), console, clock);
            await node.RunAsync(request.Simulate || configuration.Section<SimulateOptions>() is { Plant: not null } or { Command.Count: > 0 }, cancellation);
            return CommandLine.Done;
        }
        catch (PlantStartException e)
        {
            console.WriteError(e.Message);
            return CommandLine.Failed;
        }
        catch (Http.ListenException e)
        {
            console.WriteError($"http: {e.Message}");
            return CommandLine.Failed;
        }
    }

    public async Task<int> SimulateAsync(SimulateRequest request, CliConsole console, CancellationToken cancellation)
    {
        if (request.List)
        {
            await ListAsync(console, cancellation);
            return CommandLine.Done;
        }
        var injections = request.Inject.Select(Injection.Parse).ToList();
        Enter(request.Folder);
        try
        {
            Directory.CreateDirectory("data");
            await using var plant = await SimulatedPlant.StartAsync(new() { SerialLink = "data/line5.pty", OpcUa = Simulation.OpcUa }, clock, cancellation);
            foreach (var machine in plant.Machines)
                console.Out.WriteLine($"{machine.Name,-14} {machine.Line.ToString().ToLowerInvariant(),-12} {machine.Address,-24} unit {machine.Unit,-3} {machine.OpcUaUrl}");
            var injected = new List<Task>();
            foreach (var injection in injections)
            {
                console.Out.WriteLine($"{injection.Machine,-14} {injection.Fault.Kind} for {injection.Duration.TotalSeconds:0.#} s");
                injected.Add(plant.Inject(injection.Machine, injection.Fault, injection.Duration));
            }
            // A fault that cannot be carried out ends the program with its reason; one that is over does not.
            await Task.WhenAll(injected).WaitAsync(cancellation);
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return CommandLine.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or System.Net.Sockets.SocketException)
        {
            throw new CliFailure("sim", e.Message, "free the port or correct the name; sim --list shows the machines and faults");
        }
        return CommandLine.Done;
    }

    public Task<VerifyReport> VerifyAsync(string folder, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult(Verification.Run(PlantData.Of(folder), null, clock, cancellation));
        }
        catch (PlantStartException e)
        {
            return Task.FromException<VerifyReport>(new CliFailure(folder, e.Message, "see docs/operating.md"));
        }
    }

    public async Task<string> CreateSignInLinkAsync(string folder, string? name, CancellationToken cancellation)
    {
        using var client = new InstanceClient(InstanceFile.Find(folder));
        var answer = await client.PostAsync("users/links", new JsonObject { ["name"] = name }, name ?? "sign-in link", cancellation);
        return answer["url"]!.ToString();
    }

    /// <summary>What a plant names by a relative path (serial links, certificates, programs) stands in its own folder.</summary>
    private static void Enter(string folder)
    {
        try
        {
            Directory.SetCurrentDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure(folder, e.Message, "give this user the right to enter and read the folder");
        }
    }

    public AuditTrail OpenAudit(string folder)
    {
        var path = PlantData.Of(folder).Audit;
        try
        {
            var files = new PosixFileStore();
            files.CreateDirectory(path);
            return AuditTrail.Open(files, path, new(), clock, NullLogger.Instance);
        }
        catch (IOException e)
        {
            throw new CliFailure(path, e.Message, "see that this user can read and write it");
        }
    }

    private static IPEndPoint Listen(RunRequest request, PlantConfiguration configuration) =>
        IPEndPoint.Parse(request.Listen ?? configuration.Section<HttpOptions>().Listen);

    private static string Protocols(FaultKind kind) => kind.IsOfOpcUa() ? "OPC UA" : kind.IsOfBoth() ? "Modbus, OPC UA" : "Modbus";

    private async Task ListAsync(CliConsole console, CancellationToken cancellation)
    {
        await using var plant = await SimulatedPlant.StartAsync(new() { BasePort = 0, WarmUp = TimeSpan.Zero }, clock, cancellation);
        foreach (var machine in plant.Machines)
            console.Out.WriteLine($"machine  {machine.Name,-14} {machine.Kind}");
        foreach (var kind in Enum.GetValues<FaultKind>())
            console.Out.WriteLine($"fault    {Injection.Word(kind),-20} {Protocols(kind)}");
    }
}
