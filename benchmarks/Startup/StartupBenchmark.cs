using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Startup;

/// <summary>The built program on a copy of the demo plant, with its simulated machines: how long until /health/ready says 200.</summary>
internal static class StartupBenchmark
{
    private const int Rounds = 3;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    // design.md, section 9.
    private const double BudgetSeconds = 10;
    private const double BudgetMegabytes = 250;

    public static async Task RunAsync()
    {
        var binary = Path.Combine(Repository.Root, "src", "Host", "bin", "Release", "net10.0", "millwright");
        Console.WriteLine($"{Rounds} starts with empty data; memory {Settled.TotalSeconds} s after ready; no warm-up, a start is what is measured");
        var starts = new List<Start>();
        for (var round = 1; round <= Rounds; round++)
        {
            starts.Add(await StartAsync(binary));
            Console.WriteLine($"{round}  {starts[^1]}");
        }
        Figure.Print(
        [
            Figure.Budget("startup until ready", starts.Median(s => s.Seconds), BudgetSeconds, "s"),
            Figure.Budget("startup CPU", starts.Median(s => s.CpuSeconds), BudgetSeconds, "s"),
            Figure.Budget("demo plant RSS", starts.Median(s => s.Megabytes), BudgetMegabytes, "MB"),
            Figure.Budget("demo plant CPU", starts.Median(s => s.Cores), 1, "cores"),
        ]);
    }

    private static async Task<Start> StartAsync(string binary)
    {
        using var folder = new TempFolder();
        var plant = Path.Combine(folder.Path, "demo-plant");
        Copy(Path.Combine(Repository.Root, "samples", "demo-plant"), plant);
        var port = Ports.Free();
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        await using var program = Child.StartSilent(binary, ["run", ".", "--simulate", "--listen", $"127.0.0.1:{port}"], plant);
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(2) };
        while (!await Readiness.IsReadyAsync(http))
        {
            if (clock.GetElapsedTime(started) > TimeSpan.FromSeconds(25))
                throw new BenchmarkException("the demo plant was not ready after 25 s; is another one running on its ports?");
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock);
        }
        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        var cpu = ProcessUse.CpuSeconds(program.Id);
        await Task.Delay(Settled, clock);
        return new(seconds, cpu, ProcessUse.ResidentMegabytes(program.Id), (ProcessUse.CpuSeconds(program.Id) - cpu) / Settled.TotalSeconds);
    }

    /// <summary>The configuration without data of earlier runs.</summary>
    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from).Where(f => Path.GetFileName(f) != "data"))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    private readonly record struct Start(double Seconds, double CpuSeconds, double Megabytes, double Cores)
    {
        public override string ToString() => $"ready after {Seconds:F2} s and {CpuSeconds:F2} CPU s; then {Megabytes:F0} MB and {Cores:F2} cores";
    }
}
