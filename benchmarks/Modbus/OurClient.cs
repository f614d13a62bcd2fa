using Millwright.Benchmarks.Processes;
using Millwright.Modbus.Client;

namespace Millwright.Benchmarks.Modbus;

/// <summary>Our client reading 125 registers again and again, in this process.</summary>
internal static class OurClient
{
    private const int WarmUp = 2000;
    private const int BetweenLooks = 100;

    public static async Task<ReadRun> RunAsync(int port, int server, int inFlight, double seconds)
    {
        await using var client = new ModbusClient(ModbusEndpoint.Tcp("127.0.0.1", port), new() { MaxInFlight = inFlight, ResponseTimeout = TimeSpan.FromSeconds(3) });
        await client.ConnectAsync();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(() => LoopAsync(client, new() { Requests = WarmUp }))));

        var clock = TimeProvider.System;
        var until = new Until();
        var loops = new Task<long>[inFlight];
        var serverCpu = ProcessUse.CpuSeconds(server);
        var cpu = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = clock.GetTimestamp();
        until.Timestamp = start + (long)(seconds * clock.TimestampFrequency);
        for (var i = 0; i < inFlight; i++)
            loops[i] = Task.Run(() => LoopAsync(client, until));
        await Task.WhenAll(loops);
        var requests = (double)loops.Sum(l => l.Result);
        var elapsed = clock.GetElapsedTime(start).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        serverCpu = ProcessUse.CpuSeconds(server) - serverCpu;
        if (inFlight > 1 && client.InFlightLimit < inFlight)
            throw new BenchmarkException($"the server did not take {inFlight} requests at once");
        return new(requests / elapsed, cpu.TotalMicroseconds / requests, serverCpu * 1e6 / requests, allocated / requests);
    }

    /// <summary>One method, so that the loop itself allocates nothing a request.</summary>
    private static async Task<long> LoopAsync(ModbusClient client, Until until)
    {
        var registers = new ushort[125];
        var requests = 0L;
        do
        {
            for (var i = 0; i < BetweenLooks; i++)
            {
                var result = await client.ReadHoldingRegistersAsync(1, 0, registers);
                if (!result.IsOk || registers[124] != 124 * 7)
                    throw new BenchmarkException($"a read failed: {result.Describe()}");
            }
            requests += BetweenLooks;
        }
        while (requests < until.Requests || TimeProvider.System.GetTimestamp() < until.Timestamp);
        return requests;
    }

    private sealed class Until
    {
        public long Timestamp { get; set; }

        public long Requests { get; init; }
    }
}
