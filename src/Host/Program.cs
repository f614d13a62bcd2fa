using System.Runtime.InteropServices;
using Millwright.Drivers;
using Millwright.Host;
using Millwright.Host.Cli;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Plant;

// Not disposed: a signal may be at work with it while the program comes to its end.
var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var loader = new PlantLoader(DriverList.All, PlantSections.All, Environment.GetEnvironmentVariable);
var clock = TimeProvider.System;
var line = new CommandLine(loader, new PlantCommands(loader, clock), CliConsole.ForProcess(), clock, ProgramVersion.Text);
return await line.RunAsync(args, stop.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
