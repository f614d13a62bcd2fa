using System.Globalization;
using System.Text.Json;
using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Pipeline;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.OpcUa;

/// <summary>100,000 changes a second the whole way: our server in one process, driver, normalizing, log, head and seal of the program's own runtime in another.</summary>
internal static class OpcUaPipeline
{
    private const int Variables = 100_000;
    private const int PeriodMilliseconds = 1_000;
    private const int WarmUpSeconds = 15;
    private const int MeasuredSeconds = 30;
    private const int SealEverySeconds = 20;
    private const double BudgetCores = 1;
    private const double BudgetMegabytes = 250;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    public static async Task<Figure[]> RunAsync()
    {
        using var folder = new TempFolder();
        await using var server = Child.StartPart(ServerPart.Verb, $"{Variables}");
        var port = await server.LineAsync(StartPatience);
        await using var plant = Child.StartPart(OpcUaPlantPart.Verb, folder.Path, port, $"{Variables}", $"{SealEverySeconds}");
        await plant.LineAsync(StartPatience);
        Console.WriteLine($"{Variables:N0} variables of one OPC UA server, each changing once a second; {WarmUpSeconds} s warm-up, {MeasuredSeconds} s measured, sealed every {SealEverySeconds} s");
        const int Turns = WarmUpSeconds + MeasuredSeconds + 2;
        await server.SayAsync($"change {Variables} {PeriodMilliseconds} {Turns}");
        await Task.Delay(TimeSpan.FromSeconds(WarmUpSeconds), TimeProvider.System);
        var serverCpu = ProcessUse.CpuSeconds(server.Id);
        await plant.SayAsync("begin");
        await Task.Delay(TimeSpan.FromSeconds(MeasuredSeconds), TimeProvider.System);
        await plant.SayAsync("end");
        serverCpu = (ProcessUse.CpuSeconds(server.Id) - serverCpu) / MeasuredSeconds;
        var changes = long.Parse(await server.LineAsync(StartPatience), CultureInfo.InvariantCulture);
        await plant.SayAsync("rest");
        var r = JsonSerializer.Deserialize<PlantResult>(await plant.LineAsync(StartPatience))!;
        var logged = long.Parse(await plant.LineAsync(StartPatience), CultureInfo.InvariantCulture);
        Console.WriteLine($"changes {changes:N0}, logged {logged:N0} of them; not logged {r.NotLogged:N0}, missed {r.Missed:N0}, ledger {(r.IsBalanced ? "balanced" : "NOT BALANCED")}; measured {r.Logged:N0} in {r.Seconds:F2} s");
        Console.WriteLine($"{r.CpuSeconds * 1e6 / r.Logged:F2} us CPU a sample, {(double)r.WireBytes / r.Logged:F1} bytes on the wire, {(double)r.AllocatedBytes / r.Logged:F1} bytes allocated, {r.LogBytesPerSample:F1} bytes in the log; the server took {serverCpu:F2} cores");
        Console.WriteLine($"managed heap {r.HeapMegabytes:F0} MB, of which in use {r.LiveMegabytes:F0} MB and configuration {r.ConfigurationMegabytes:F0} MB; {r.Collections} collections; commit p99 {r.CommitMsP99:F0} ms");
        if (!r.IsBalanced)
            throw new BenchmarkException("the ledger does not balance");
        return
        [
            Figure.Budget("opcua pipeline samples logged", r.Logged / r.Seconds, Variables * 1000.0 / PeriodMilliseconds, "samples/s", moreIsBetter: true),
            Figure.Budget("opcua pipeline changes not logged", changes - logged, 0, "changes"),
            Figure.Budget("opcua pipeline lost, suppressed, missed", r.NotLogged + r.Missed, 0, "samples"),
            Figure.Budget("opcua pipeline CPU", r.CpuSeconds / r.Seconds, BudgetCores, "cores"),
            Figure.Budget("opcua pipeline RSS", r.ResidentMegabytes, BudgetMegabytes, "MB"),
            Figure.Budget("opcua pipeline peak RSS", r.PeakMegabytes, BudgetMegabytes, "MB"),
        ];
    }
}
