using System.Globalization;
using System.Net.Sockets;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Mqtt;

/// <summary>The program itself with a plant that is nothing but its broker: access rules, sessions on disk, figures for those who run it.</summary>
internal static class PlantBroker
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public static async Task<(Child Broker, int Port)> StartAsync(string folder)
    {
        var (port, pages) = (Ports.Free(), Ports.Free());
        await File.WriteAllTextAsync(Path.Combine(folder, "plant.yaml"), $$"""
            plant: acme/berlin
            publish:
              mqtt:
                listen: 127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}}
                anonymous: true
                access:
                  - { anonymous: true, publish: ["bench/#"], subscribe: ["bench/#"] }
            """);
        var program = Path.Combine(Repository.Root, "src", "Host", "bin", "Release", "net10.0", "millwright");
        var broker = Child.StartSilent("taskset", ["-c", "0", program, "run", ".", "--listen", $"127.0.0.1:{pages.ToString(CultureInfo.InvariantCulture)}"], folder);
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsListeningAsync(port))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new BenchmarkException($"the plant's broker did not listen within {Patience.TotalSeconds} s");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
        return (broker, port);
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
