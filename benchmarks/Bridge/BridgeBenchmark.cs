using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Mqtt;
using Millwright.Benchmarks.Processes;
using Millwright.Modbus.Server;

namespace Millwright.Benchmarks.Bridge;

/// <summary>The built program reads 10,000 Modbus tags once a second and publishes them to MQTT, Sparkplug and OPC UA at once.</summary>
internal static class BridgeBenchmark
{
    private const int Tags = 10_000;
    private const int SettlingSeconds = 10;
    private const int MeasuredSeconds = 20;

    /// <summary>What a person at a screen does not notice, beyond the scan.</summary>
    private const double BudgetMilliseconds = 500;

    // design.md, section 9: 100,000 Modbus tags/s in one core; here 10,000 and three ways out.
    private const double BudgetCores = 1;
    private const double BudgetMegabytes = 250;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task RunAsync()
    {
        using var folder = new TempFolder();
        await using var device = new ModbusServer().MapAll(new StampDevice());
        var registers = device.ListenTcp(new IPEndPoint(IPAddress.Loopback, 0)).Port;
        var (broker, mqtt) = await Mosquitto.StartAsync(folder.Path);
        await using var brokerProcess = broker;
        var (opcUa, http) = (Ports.Free(), Ports.Free());
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "plant.yaml"), Yaml(registers, mqtt, opcUa));
        Console.WriteLine($"{Tags:N0} Modbus tags at 1 s to mosquitto (unified namespace and Sparkplug) and OPC UA; {SettlingSeconds} s to settle, {MeasuredSeconds} s measured");
        await using var program = Child.StartSilent(Path.Combine(Repository.Root, "src", "Host", "bin", "Release", "net10.0", "millwright"), ["run", ".", "--listen", $"127.0.0.1:{http}"], folder.Path);
        await UntilReadyAsync(http, opcUa);
        await using var subscribers = Child.StartPart(SubscriberPart.Verb, [.. new[] { mqtt, opcUa, Tags, SettlingSeconds, MeasuredSeconds }.Select(n => n.ToString(CultureInfo.InvariantCulture))]);
        if (await subscribers.LineAsync(Patience) != "ready")
            throw new BenchmarkException("the subscribers are not ready");
        var cpu = ProcessUse.CpuSeconds(program.Id);
        var ways = new List<LatencyResult>();
        foreach (var _ in Enumerable.Range(0, 3))
            ways.Add(JsonSerializer.Deserialize<LatencyResult>(await subscribers.LineAsync(Patience)));
        var cores = (ProcessUse.CpuSeconds(program.Id) - cpu) / MeasuredSeconds;
        var figures = new List<Figure>();
        foreach (var (name, way) in new[] { "MQTT", "Sparkplug", "OPC UA" }.Zip(ways))
        {
            Console.WriteLine($"{name,-10}{way.Count,9:N0} values, {(double)way.Count / MeasuredSeconds,8:N0} a second, p50 {way.P50:F1} ms, p99 {way.P99:F1} ms");
            figures.Add(Figure.Budget($"Modbus to {name} p50", way.P50, BudgetMilliseconds, "ms"));
            figures.Add(Figure.Budget($"Modbus to {name} p99", way.P99, BudgetMilliseconds, "ms"));
            figures.Add(Figure.Budget($"Modbus to {name} values", (double)way.Count / MeasuredSeconds, Tags, "1/s", moreIsBetter: true));
        }
        figures.Add(Figure.Budget("bridge CPU", cores, BudgetCores, "cores"));
        figures.Add(Figure.Budget("bridge RSS", ProcessUse.ResidentMegabytes(program.Id), BudgetMegabytes, "MB"));
        Figure.Print(figures);
    }

    private static async Task UntilReadyAsync(int port, int opcUa)
    {
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(2) };
        var started = TimeProvider.System.GetTimestamp();
        // The plant is ready before its OPC UA server listens, which comes last.
        while (!await Readiness.IsReadyAsync(client) || !await IsListeningAsync(opcUa))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new BenchmarkException($"the plant was not ready after {Patience.TotalSeconds} s");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Yaml(int registers, int mqtt, int opcUa)
    {
        var yaml = new StringBuilder(
            $$"""
            plant: acme/berlin
            connections:
              device: { driver: modbus-tcp, address: "127.0.0.1:{{registers}}", unit: 1, scan: 1 s }
            publish:
              uns: { address: "mqtt://127.0.0.1:{{mqtt}}" }
              sparkplug: { address: "mqtt://127.0.0.1:{{mqtt}}", group: acme, edge_node: berlin }
              opc_ua: { listen: "127.0.0.1:{{opcUa}}", mode: None, anonymous: true }
            assets:
              hall/device:
                connection: device
                tags:

            """);
        for (var tag = 0; tag < Tags; tag++)
            yaml.Append(CultureInfo.InvariantCulture, $"      t{tag}: {{ register: holding {2 * tag}, as: uint32 }}\n");
        return yaml.ToString();
    }
}
