using System.Diagnostics;
using Millwright.Host.Configuration.Plants;
using Millwright.Simulators.OpcUa;
using Millwright.Simulators.Plants;

namespace Millwright.Host.Plant;

/// <summary>The machines that a sample brings along: simulated in this process, or a program of its own.</summary>
internal sealed class Simulation : IAsyncDisposable
{
    private readonly Process? _process;

    private Simulation(SimulatedPlant? plant, Process? process) => (Plant, _process) = (plant, process);

    /// <summary>The machines' OPC UA servers keep their certificates in the plant's data folder.</summary>
    public static SimulatedOpcUaOptions OpcUa { get; } = new() { PkiFolder = "data/pki/simulated" };

    /// <summary>The simulated machines of this process, null where they are another program's.</summary>
    public SimulatedPlant? Plant { get; }

    /// <summary>Starts what the options name; null when they name nothing. Relative paths are from the current folder.</summary>
    /// <exception cref="PlantStartException">It does not start.</exception>
    public static async Task<Simulation?> StartAsync(SimulateOptions options, TimeZoneInfo timeZone, TextWriter error, TimeProvider clock, CancellationToken cancellation)
    {
        if (options.Command.Count > 0)
            return new(null, StartProgram(options.Command, error));
        if (options.Plant is null)
            return null;
        try
        {
            var simulated = new SimulatedPlantOptions
            {
                Seed = options.Seed,
                TimeZone = timeZone.Id,
                SerialLink = "data/line5.pty",
                RandomFaultsPerHour = options.FaultsPerHour,
                OpcUa = options.OpcUa ? OpcUa : null,
            };
            return new(await SimulatedPlant.StartAsync(simulated, clock, cancellation), null);
        }
        catch (Exception e) when (e is IOException or ArgumentException or System.Net.Sockets.SocketException)
        {
            throw new PlantStartException("simulate", e.Message, "free the port, or run with another plant", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Plant is not null)
            await Plant.DisposeAsync();
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static Process StartProgram(IReadOnlyList<string> command, TextWriter error)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            var process = Process.Start(start)!;
            process.OutputDataReceived += (_, line) => Say(line.Data);
            process.ErrorDataReceived += (_, line) => Say(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new PlantStartException("simulate.command", $"{command[0]} does not start: {e.Message}", "install it, or correct the command", e);
        }

        void Say(string? line)
        {
            if (!string.IsNullOrEmpty(line))
                error.WriteLine($"{Path.GetFileName(command[^1])}: {line}");
        }
    }
}
