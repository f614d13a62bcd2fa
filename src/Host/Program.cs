using System.Runtime.InteropServices;
using Millwright.Drivers;
using Millwright.Host;
using Millwright.Host.Cli;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Plant;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var loader = new PlantLoader(DriverList.All, PlantSections.All, Environment.GetEnvironmentVariable);
var clock = TimeProvider.System;
var line = new CommandLine(loader, new PlantCommands(loader, clock), CliConsole.ForProcess(), clock, ProgramVersion.Text);
return await line.RunAsync(args, stop.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    try
    {
        stop.Cancel();
    }
    catch (ObjectDisposedException)
    {
        // The program has come to its end; a second signal finds nothing left to stop.
    }
}
