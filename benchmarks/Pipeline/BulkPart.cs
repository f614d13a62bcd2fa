using System.Globalization;
using Millwright.Simulators.Bulk;

namespace Millwright.Benchmarks.Pipeline;

/// <summary>The simulated devices in a process of their own, until it is ended. Says "port:registers" of each.</summary>
internal static class BulkPart
{
    public const string Verb = "pipeline-devices";

    public static async Task RunAsync(string[] arguments)
    {
        var options = new BulkPlantOptions
        {
            Ports = int.Parse(arguments[0], CultureInfo.InvariantCulture),
            Registers = int.Parse(arguments[1], CultureInfo.InvariantCulture),
        };
        await using var plant = await BulkPlant.StartAsync(options, TimeProvider.System);
        Console.WriteLine(string.Join(' ', plant.Units.Select(u => $"{u.EndPoint.Port}:{u.Registers}")));
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }
}
