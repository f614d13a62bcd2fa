using System.Globalization;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Modbus;

/// <summary>libmodbus's client doing the same, in a process of its own; it warms up with as many requests.</summary>
internal static class PeerClient
{
    private const int WarmUp = 2000;

    public static async Task<ReadRun> RunAsync(Peers peers, int port, int server, double seconds)
    {
        var serverCpu = ProcessUse.CpuSeconds(server);
        await using var client = Child.Start(peers.Client, ["bench", $"{port}", seconds.ToString(CultureInfo.InvariantCulture)]);
        var words = (await client.EndAsync()).Split(' ', StringSplitOptions.TrimEntries);
        serverCpu = ProcessUse.CpuSeconds(server) - serverCpu;
        var rate = double.Parse(words[0], CultureInfo.InvariantCulture);
        var cpu = double.Parse(words[1], CultureInfo.InvariantCulture);
        return new(rate, cpu * 1e6, serverCpu * 1e6 / (rate * seconds + WarmUp), double.NaN);
    }
}
