using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Benchmarks.Pipeline;
using Millwright.Host.Plant;

namespace Millwright.Benchmarks.OpcUa;

/// <summary>
/// The program's own runtime on <see cref="ServerPart"/>, in a process of its own that measures itself. Says "ready" when every variable was logged.
/// The line "begin" and the line "end" bound what is measured; after "rest" it waits until nothing more comes and says the whole as JSON.
/// </summary>
internal static class OpcUaPlantPart
{
    public const string Verb = "opcua-plant";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <param name="arguments">Folder, port, variables, seconds between seals.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var numbers = arguments[1..].Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
        var configuration = OpcUaPlantConfiguration.Of(numbers[0], numbers[1], TimeSpan.FromSeconds(numbers[2]));
        var configured = PlantPart.LiveMegabytes();
        await using var runtime = await PlantRuntime.StartAsync(configuration, PlantData.Of(arguments[0]), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var before = await RestAsync(runtime, numbers[1]);
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        var first = PlantLook.At(runtime);
        await Console.In.ReadLineAsync();
        var measured = PlantLook.At(runtime).Since(first) with { ConfigurationMegabytes = configured, LiveMegabytes = PlantPart.LiveMegabytes() };
        await Console.In.ReadLineAsync();
        var after = await RestAsync(runtime, before);
        var whole = PlantLook.At(runtime).Totals;
        Console.WriteLine(JsonSerializer.Serialize(measured with { NotLogged = whole.NotLogged, Missed = whole.Missed, IsBalanced = whole.IsBalanced }));
        Console.WriteLine(after - before);
    }

    /// <summary>Waits until so many samples are logged and no more come.</summary>
    /// <returns>How many there are.</returns>
    private static async Task<long> RestAsync(PlantRuntime runtime, long least)
    {
        var clock = TimeProvider.System;
        var (start, changed, last) = (clock.GetTimestamp(), clock.GetTimestamp(), -1L);
        while (last < least || clock.GetElapsedTime(changed) < Quiet)
        {
            if (clock.GetElapsedTime(start) > Patience)
                throw new BenchmarkException($"after {Patience.TotalSeconds} s {last:N0} samples are logged, {least:N0} were expected, and no rest came");
            await Task.Delay(Pause, clock);
            var logged = runtime.Flow.Ledger.Snapshot().Connections.Sum(c => c.Logged);
            if (logged != last)
                (last, changed) = (logged, clock.GetTimestamp());
        }
        return last;
    }
}
