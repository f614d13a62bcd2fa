using System.Globalization;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Mqtt;

/// <summary>Debian's mosquitto on a port of the loopback, without persistence and without limits that the load would meet.</summary>
internal static class Mosquitto
{
    public const string Program = "/usr/sbin/mosquitto";

    public static async Task<(Child Broker, int Port)> StartAsync(string folder)
    {
        if (!File.Exists(Program))
            throw new BenchmarkException("mosquitto is not installed: sudo apt-get install mosquitto");
        var port = Ports.Free();
        var file = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(file, $"""
            listener {port.ToString(CultureInfo.InvariantCulture)} 127.0.0.1
            allow_anonymous true
            persistence false
            max_inflight_messages 256
            max_queued_messages 0
            set_tcp_nodelay true
            log_dest none
            user root
            """);
        var broker = Child.StartSilent("taskset", ["-c", "0", Program, "-c", file], folder);
        return (broker, port);
    }
}
