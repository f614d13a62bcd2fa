using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Host.Plant;

namespace Millwright.Benchmarks.Pipeline;

/// <summary>The program's own runtime over the simulated devices, in a process of its own that measures itself.</summary>
internal static class PlantPart
{
    public const string Verb = "pipeline-plant";

    /// <param name="arguments">Folder, seconds of warm-up, seconds measured, seconds between seals, then "port:registers" of each device.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var clock = TimeProvider.System;
        var seconds = arguments[1..4].Select(a => TimeSpan.FromSeconds(double.Parse(a, CultureInfo.InvariantCulture))).ToArray();
        var start = BulkConfiguration.Of(arguments[4..], seconds[2]);
        var configured = LiveMegabytes();
        await using var runtime = await PlantRuntime.StartAsync(start, PlantData.Of(arguments[0]), clock, NullLoggerFactory.Instance, CancellationToken.None);
        await Task.Delay(seconds[0], clock);
        var first = PlantLook.At(runtime);
        await Task.Delay(seconds[1], clock);
        var second = PlantLook.At(runtime);
        Console.WriteLine(JsonSerializer.Serialize(second.Since(first) with { ConfigurationMegabytes = configured, LiveMegabytes = LiveMegabytes() }));
    }

    /// <summary>What is in use on the managed heap, without what the collector has yet to find.</summary>
    internal static double LiveMegabytes() => GC.GetTotalMemory(forceFullCollection: true) / 1024.0 / 1024;
}
