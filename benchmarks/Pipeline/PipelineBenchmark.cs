using System.Text.Json;
using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Pipeline;

/// <summary>100,000 tags at 1 s: devices in one process, the program's own runtime in another; driver, normalizing, log, head, seal.</summary>
internal static class PipelineBenchmark
{
    private const int Devices = 10;
    private const int Tags = 100_000;
    private const int WarmUpSeconds = 20;
    private const int MeasuredSeconds = 40;
    private const int SealEverySeconds = 30;

    // design.md, section 9: 1 core and 150 MB. On the wire a read of 125 registers is 12 + 9 + 250 bytes of Modbus TCP.
    private const double BudgetCores = 1;
    private const double BudgetMegabytes = 150;
    private const double WireBytesPerValue = 271 / 125.0;
    private const double BudgetLogBytes = 4.5;

    public static async Task RunAsync()
    {
        using var folder = new TempFolder();
        await using var devices = Child.StartPart(BulkPart.Verb, $"{Devices}", $"{Tags}");
        var units = (await devices.LineAsync(TimeSpan.FromSeconds(10))).Split(' ');
        Console.WriteLine($"{Tags:N0} tags at 1 s from {Devices} devices with Modbus TCP, every value changing every second; {WarmUpSeconds} s warm-up, {MeasuredSeconds} s measured, sealed every {SealEverySeconds} s");
        var devicesCpu = ProcessUse.CpuSeconds(devices.Id);
        await using var plant = Child.StartPart(PlantPart.Verb, [folder.Path, $"{WarmUpSeconds}", $"{MeasuredSeconds}", $"{SealEverySeconds}", .. units]);
        var line = await plant.LineAsync(TimeSpan.FromSeconds(WarmUpSeconds + MeasuredSeconds + 20));
        devicesCpu = (ProcessUse.CpuSeconds(devices.Id) - devicesCpu) / (WarmUpSeconds + MeasuredSeconds);
        var r = JsonSerializer.Deserialize<PlantResult>(line)!;
        var rate = r.Logged / r.Seconds;
        Console.WriteLine($"logged {r.Logged:N0} in {r.Seconds:F2} s; not logged {r.NotLogged:N0}, missed {r.Missed:N0}, ledger {(r.IsBalanced ? "balanced" : "NOT BALANCED")}; sealed so far {r.Sealed:N0} in blocks of {SealEverySeconds} samples, {r.BlockBytesPerSample:F1} bytes each with their index");
        Console.WriteLine($"{r.Requests / r.Seconds:F0} requests/s, {r.WireBytes:N0} bytes on the wire; {r.CpuSeconds * 1e6 / r.Logged:F2} us CPU a sample, of which the kernel's network part is inseparable; devices took {devicesCpu:F2} cores");
        Console.WriteLine($"managed heap {r.HeapMegabytes:F0} MB, of which in use {r.LiveMegabytes:F0} MB and configuration {r.ConfigurationMegabytes:F0} MB; peak RSS {r.PeakMegabytes:F0} MB, allocated {(double)r.AllocatedBytes / r.Logged:F1} bytes a sample, {r.Collections} collections; head {r.HeadBytesPerSample:F1} bytes a sample; commit p99 {r.CommitMsP99:F0} ms");
        Figure.Print(
        [
            Figure.Budget("pipeline samples logged", rate, Tags, "samples/s", moreIsBetter: true),
            Figure.Budget("pipeline samples lost, suppressed, missed", r.NotLogged + r.Missed, 0, "samples"),
            Figure.Budget("pipeline CPU", r.CpuSeconds / r.Seconds, BudgetCores, "cores"),
            Figure.Budget("pipeline RSS", r.ResidentMegabytes, BudgetMegabytes, "MB"),
            Figure.Budget("pipeline peak RSS", r.PeakMegabytes, BudgetMegabytes, "MB"),
            Figure.Budget("pipeline wire", (double)r.WireBytes / r.Logged, WireBytesPerValue, "bytes/value"),
            Figure.Budget("pipeline log", r.LogBytesPerSample, BudgetLogBytes, "bytes/sample"),
        ]);
        if (!r.IsBalanced)
            throw new BenchmarkException("the ledger does not balance");
    }
}
