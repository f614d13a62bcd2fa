using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Mqtt;

/// <summary>Clients that connect and then say nothing.</summary>
/// <param name="PerSecond">Connections that were welcomed in a second.</param>
/// <param name="CpuMicroseconds">Of the broker for each, until it was welcomed.</param>
/// <param name="Bytes">By which each made the broker's process larger.</param>
internal readonly record struct ConnectionRun(double PerSecond, double CpuMicroseconds, double Bytes)
{
    private const int Connections = 5000;
    private const int WarmUp = 1000;
    private const int AtOnce = 50;

    public static async Task<IReadOnlyList<Figure>> CompareAsync(Target our, Target their)
    {
        _ = await RunAsync(our, WarmUp);
        var (ours, theirs) = (await RunAsync(our, Connections), await RunAsync(their, Connections));
        // Memory counts the first time only, when nothing is there to be used again; speed does not.
        var (again, theirsAgain) = (await RunAsync(our, Connections), await RunAsync(their, Connections));
        return
        [
            new("connections", Math.Max(ours.PerSecond, again.PerSecond), "mosquitto", Math.Max(theirs.PerSecond, theirsAgain.PerSecond), "connections/s", true),
            new("connections CPU", Math.Min(ours.CpuMicroseconds, again.CpuMicroseconds), "mosquitto", Math.Min(theirs.CpuMicroseconds, theirsAgain.CpuMicroseconds), "us CPU/connection", false),
            new("idle bytes", ours.Bytes, "mosquitto", theirs.Bytes, "bytes RSS/connection", false),
        ];
    }

    private static async Task<ConnectionRun> RunAsync(Target target, int count)
    {
        var clients = new List<LoadClient>(count);
        var (cpu, memory, at) = (ProcessUse.CpuSeconds(target.Process), ProcessUse.ResidentMegabytes(target.Process), TimeProvider.System.GetTimestamp());
        for (var i = 0; i < count; i += AtOnce)
        {
            var batch = Enumerable.Range(i, Math.Min(AtOnce, count - i)).Select(n => LoadClient.ConnectAsync(target.Port, $"c{n:00000}", "t", 64, false, target.Tcp));
            clients.AddRange(await Task.WhenAll(batch));
        }
        var seconds = TimeProvider.System.GetElapsedTime(at).TotalSeconds;
        var used = ProcessUse.CpuSeconds(target.Process) - cpu;
        var bytes = (ProcessUse.ResidentMegabytes(target.Process) - memory) * 1024 * 1024 / count;
        foreach (var client in clients)
            await client.DisposeAsync();
        return new(count / seconds, used * 1e6 / count, bytes);
    }
}
