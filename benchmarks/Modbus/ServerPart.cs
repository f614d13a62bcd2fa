using System.Net;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;

namespace Millwright.Benchmarks.Modbus;

/// <summary>Our server with the same registers as the peer's, until it is ended. Says its port.</summary>
internal static class ServerPart
{
    public const string Verb = "modbus-server";

    public static async Task RunAsync(string[] arguments)
    {
        await using var server = new ModbusServer();
        var memory = new ModbusMemory().Define(ModbusArea.HoldingRegister, 0, 2000);
        memory.SetRegisters(ModbusArea.HoldingRegister, 0, [.. Enumerable.Range(0, 2000).Select(i => (ushort)(i * 7))]);
        server.Map(1, memory);
        Console.WriteLine(server.ListenTcp(new IPEndPoint(IPAddress.Loopback, 0)).Port);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }
}
