using System.Globalization;
using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Processes;
using Millwright.Wire.Transports;

namespace Millwright.Benchmarks.Mqtt;

/// <summary>Our broker beside mosquitto, each on one core with the load on the other: messages for each CPU second of the broker, connections, and what an idle one costs.</summary>
internal static class MqttBenchmark
{
    private const int Rounds = 3;
    private const double Seconds = 0.7;
    private const int Connections = 5000;

    public static async Task RunAsync()
    {
        using var folder = new TempFolder();
        if (OperatingSystem.IsLinux() && Environment.ProcessorCount > 1)
            System.Diagnostics.Process.GetCurrentProcess().ProcessorAffinity = 2;
        var (theirs, theirPort) = await Mosquitto.StartAsync(folder.Path);
        await using var theirBroker = theirs;
        await using var ours = Child.Start("taskset", ["-c", "0", Environment.ProcessPath!, BrokerPart.Verb]);
        var ourPort = int.Parse(await ours.LineAsync(TimeSpan.FromSeconds(30)), CultureInfo.InvariantCulture);
        using var loop = new IoLoop("load");
        var figures = new List<Figure>();
        var connects = await ConnectsAsync(ourPort, ours.Id, theirPort, theirs.Id, loop);
        foreach (var scenario in Scenario.All)
        {
            var (our, their) = (new List<ScenarioRun>(), new List<ScenarioRun>());
            for (var round = 0; round < (scenario.Idle > 0 ? 1 : Rounds); round++)
            {
                our.Add(await scenario.RunAsync(ourPort, ours.Id, round == 0 ? 1.5 : 0.3, Seconds, loop));
                their.Add(await scenario.RunAsync(theirPort, theirs.Id, 0.3, Seconds, loop));
                Console.WriteLine($"{scenario.Name,-18} ours {our[^1]}   mosquitto {their[^1]}");
            }
            figures.Add(new(scenario.Name, our.Median(r => r.PerCpuSecond), "mosquitto", their.Median(r => r.PerCpuSecond), "msg/CPU s", true));
        }
        figures.AddRange(connects);
        Figure.Print(figures);
    }

    private static async Task<List<Figure>> ConnectsAsync(int ourPort, int ourId, int theirPort, int theirId, IoLoop loop)
    {
        _ = await ConnectManyAsync(ourPort, ourId, loop, 1000);
        var our = await ConnectManyAsync(ourPort, ourId, loop, Connections);
        var their = await ConnectManyAsync(theirPort, theirId, loop, Connections);
        return
        [
            new("connections", our.PerSecond, "mosquitto", their.PerSecond, "connections/s", true),
            new("connections CPU", our.CpuMicroseconds, "mosquitto", their.CpuMicroseconds, "us CPU/connection", false),
            new("idle connection", our.Bytes, "mosquitto", their.Bytes, "bytes RSS", false),
        ];
    }

    private static async Task<(double PerSecond, double CpuMicroseconds, double Bytes)> ConnectManyAsync(int port, int process, IoLoop loop, int count)
    {
        var tcp = new TcpOptions { Loop = loop, KeepAliveSeconds = 0, ConnectTimeout = TimeSpan.FromSeconds(30) };
        var clients = new List<LoadClient>(count);
        var (cpu, memory, at) = (ProcessUse.CpuSeconds(process), ProcessUse.ResidentMegabytes(process), TimeProvider.System.GetTimestamp());
        for (var i = 0; i < count; i += 50)
        {
            var batch = Enumerable.Range(i, Math.Min(50, count - i)).Select(n => LoadClient.ConnectAsync(port, $"c{n:00000}", "t", 64, false, tcp));
            clients.AddRange(await Task.WhenAll(batch));
        }
        var seconds = TimeProvider.System.GetElapsedTime(at).TotalSeconds;
        var used = ProcessUse.CpuSeconds(process) - cpu;
        var bytes = (ProcessUse.ResidentMegabytes(process) - memory) * 1024 * 1024 / count;
        foreach (var client in clients)
            await client.DisposeAsync();
        return (count / seconds, used * 1e6 / count, bytes);
    }
}
