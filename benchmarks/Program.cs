using System.Globalization;
using Millwright.Benchmarks;
using Millwright.Benchmarks.Bridge;
using Millwright.Benchmarks.Historian;
using Millwright.Benchmarks.Log;
using Millwright.Benchmarks.Modbus;
using Millwright.Benchmarks.Mqtt;
using Millwright.Benchmarks.OpcUa;
using Millwright.Benchmarks.Pipeline;
using Millwright.Benchmarks.Sparkplug;
using Millwright.Benchmarks.Startup;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var benchmarks = new (string Name, string About, Func<Task> Run)[]
{
    ("modbus", "client and server beside libmodbus: requests per second, CPU and allocation per request", ModbusBenchmark.RunAsync),
    ("opcua", "client and server beside node-opcua, CPU and allocation a value; alone: read, browse, subscribe, decode, pipeline", () => OpcUaBenchmark.RunAsync(args[1..])),
    ("mqtt", "the plant's broker beside mosquitto: messages per CPU second, connections, idle bytes, durable; alone: a part of a figure's name", () => MqttBenchmark.RunAsync(args[1..])),
    ("sparkplug", "payloads of Sparkplug B beside sparkplug-payload: metrics decoded and encoded a second, allocation", SparkplugBenchmark.RunAsync),
    ("bridge", "10,000 Modbus tags to MQTT, Sparkplug and OPC UA at once: age at the subscriber, CPU, memory", BridgeBenchmark.RunAsync),
    ("pipeline", "100,000 tags at 1 s from sockets through log, head and seal: CPU, memory, bytes, nothing lost", PipelineBenchmark.RunAsync),
    ("log", "the log alone on a real disk: samples per second, CPU, bytes per sample, commit latency", LogBenchmark.RunAsync),
    ("historian-ingest", "10,000 tags at 1 s into the historian beside VictoriaMetrics and InfluxDB: CPU, bytes, memory", () => IngestBenchmark.RunAsync(args[1..])),
    ("historian-query", "what people ask of the history over HTTP, beside VictoriaMetrics: p50, p95, cold", QueryBenchmark.RunAsync),
    ("historian-recovery", "kill -9 with 1 GB of log: time until everything answers, nothing lost", () => RecoveryBenchmark.RunAsync(args[1..])),
    ("startup", "the built program on the demo plant: time until values flow, memory", StartupBenchmark.RunAsync),
};
// Parts of a benchmark that run in a process of their own, so that CPU and memory are theirs alone.
var parts = new Dictionary<string, Func<string[], Task>>(StringComparer.Ordinal)
{
    [Millwright.Benchmarks.Modbus.ServerPart.Verb] = Millwright.Benchmarks.Modbus.ServerPart.RunAsync,
    [Millwright.Benchmarks.OpcUa.ServerPart.Verb] = Millwright.Benchmarks.OpcUa.ServerPart.RunAsync,
    [ClientPart.Verb] = ClientPart.RunAsync,
    [OpcUaPlantPart.Verb] = OpcUaPlantPart.RunAsync,
    [SubscriberPart.Verb] = SubscriberPart.RunAsync,
    [IngestPart.Verb] = IngestPart.RunAsync,
    [RecoveryPart.Verb] = RecoveryPart.RunAsync,
    [BulkPart.Verb] = BulkPart.RunAsync,
    [PlantPart.Verb] = PlantPart.RunAsync,
};
if (args.Length > 0 && parts.TryGetValue(args[0], out var part))
{
    await part(args[1..]);
    return 0;
}
var chosen = benchmarks.FirstOrDefault(b => args is [var name, ..] && b.Name == name);
if (chosen.Run is null)
{
    await Console.Error.WriteLineAsync("usage: ./bench NAME [ARGUMENT...]");
    foreach (var (name, about, _) in benchmarks)
        await Console.Error.WriteLineAsync($"  {name,-20}{about}");
    return args.Length == 0 ? 0 : 2;
}
try
{
    await chosen.Run();
    return 0;
}
catch (BenchmarkException e)
{
    await Console.Error.WriteLineAsync($"error: {chosen.Name}: {e.Message}");
    return 1;
}
