using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Processes;
using Millwright.Wire.Transports;

namespace Millwright.Benchmarks.Mqtt;

/// <summary>
/// The plant's broker beside mosquitto without persistence, each on one core with the load on the other: messages for each CPU second of the
/// broker, connections, and what an idle one costs.
/// </summary>
internal static class MqttBenchmark
{
    private const int Rounds = 3;
    private const double Seconds = 0.7;

    // What mosquitto costs on the machine that the budgets were set on.
    private const double BudgetQos0Microseconds = 9;
    private const double BudgetQos1Microseconds = 17;

    /// <param name="chosen">Parts of figures' names; none for all of them.</param>
    public static async Task RunAsync(string[] chosen)
    {
        using var folder = new TempFolder();
        if (OperatingSystem.IsLinux() && Environment.ProcessorCount > 1)
            System.Diagnostics.Process.GetCurrentProcess().ProcessorAffinity = 2;
        var (theirs, theirPort) = await Mosquitto.StartAsync(folder.Path);
        await using var theirBroker = theirs;
        var (ours, ourPort) = await PlantBroker.StartAsync(folder.Path);
        await using var ourBroker = ours;
        using var loop = new IoLoop("load");
        var (our, their) = (new Target(ourPort, ours.Id, loop), new Target(theirPort, theirs.Id, loop));
        var figures = new List<Figure>();
        // First of all: what was in use before hides what connections cost.
        if (IsChosen("connections", chosen) || IsChosen("idle bytes", chosen))
            figures.AddRange(await ConnectionRun.CompareAsync(our, their));
        foreach (var scenario in Scenario.All.Where(s => IsChosen(s.Name, chosen)))
            figures.AddRange(await CompareAsync(scenario, our, their));
        Figure.Print(figures);
    }

    private static bool IsChosen(string name, string[] chosen) => chosen.Length == 0 || chosen.Any(part => name.Contains(part, StringComparison.Ordinal));

    private static async Task<List<Figure>> CompareAsync(Scenario scenario, Target our, Target their)
    {
        var (ours, theirs) = (new List<ScenarioRun>(), new List<ScenarioRun>());
        for (var round = 0; round < (scenario.Idle > 0 ? 1 : Rounds); round++)
        {
            ours.Add(await scenario.RunAsync(our, round == 0 ? 1.5 : 0.3, Seconds));
            theirs.Add(await scenario.RunAsync(their, 0.3, Seconds));
            Console.WriteLine($"{scenario.Name,-24} ours {ours[^1]}   mosquitto {theirs[^1]}");
        }
        var figures = new List<Figure> { new(scenario.Name, ours.Median(r => r.PerCpuSecond), "mosquitto", theirs.Median(r => r.PerCpuSecond), "msg/CPU s", true) };
        if (scenario.Name.StartsWith("1-1", StringComparison.Ordinal) && scenario is { Durable: false, Window: > 1 })
        {
            var budget = scenario.Qos1 ? BudgetQos1Microseconds : BudgetQos0Microseconds;
            figures.Add(Figure.Budget($"{scenario.Name} cost", ours.Median(r => r.Microseconds), budget, "us CPU/msg"));
        }
        return figures;
    }
}
