using System.Globalization;
using System.Text.Json;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.OpcUa;

/// <summary>node-opcua, installed for the interoperability tests.</summary>
internal static class NodeOpcUa
{
    private static readonly TimeSpan BuildPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan RunPatience = TimeSpan.FromSeconds(90);

    private static string Modules => Path.Combine(Repository.Root, "tests", "Interop.Tests", "peers");

    /// <exception cref="BenchmarkException">Not installed, or it does not start.</exception>
    public static async Task<(Child Server, int Port)> StartServerAsync(int variables)
    {
        if (!Directory.Exists(Path.Combine(Modules, "node_modules", "node-opcua")))
            throw new BenchmarkException($"node-opcua is not installed; run: npm ci --prefix {Modules}");
        var server = Cores.Start(Cores.Server, "node", Script("node_server.mjs"), Modules, $"{variables}", $"{Ports.Free()}");
        while (true)
        {
            if (int.TryParse(await server.LineAsync(BuildPatience), CultureInfo.InvariantCulture, out var port))
                return (server, port);
        }
    }

    public static Task<OpcUaRun> ReadAsync(int port, int server, int nodes, double seconds) => RunAsync(port, server, "requests", "read", $"{nodes}", $"{seconds}");

    public static Task<OpcUaRun> SubscribeAsync(int port, int server, int items, double seconds) => RunAsync(port, server, "notifications", "subscribe", $"{items}", $"{seconds}");

    public static Task<OpcUaRun> BrowseAsync(int port, int server, double seconds) => RunAsync(port, server, "references", "browse", "1", $"{seconds}");

    private static string Script(string name) => Path.Combine(Repository.Root, "benchmarks", "OpcUa", name);

    private static async Task<OpcUaRun> RunAsync(int port, int server, string count, params string[] verb)
    {
        await using var client = Cores.Start(Cores.Client, "node", [Script("node_client.mjs"), Modules, $"opc.tcp://127.0.0.1:{port}", .. verb]);
        using var begin = await JsonLineAsync(client);
        var serverCpu = ProcessUse.CpuSeconds(server);
        using var end = await JsonLineAsync(client);
        serverCpu = ProcessUse.CpuSeconds(server) - serverCpu;
        double Of(string name) => end.RootElement.GetProperty(name).GetDouble();
        return new(Of(count), Of("seconds"), Of("cpu"), serverCpu, double.NaN);
    }

    private static async Task<JsonDocument> JsonLineAsync(Child client)
    {
        while (true)
        {
            var line = await client.LineAsync(RunPatience);
            if (line.StartsWith('{'))
                return JsonDocument.Parse(line);
        }
    }
}
