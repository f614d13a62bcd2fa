using System.Globalization;
using System.Net;
using Millwright.Modbus.Framing;
using Millwright.Modbus.Server;
using Millwright.Processes;
using Millwright.Wire.Serial;

namespace Millwright.Interop.Tests.Modbus;

/// <summary>Third-party clients ask our server, each function they know; they judge the answers and print a line for each.</summary>
public class OurServerTests
{
    private static readonly SerialSettings Line = new() { BaudRate = 115_200, Parity = SerialParity.None };

    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    [InlineData("rtu-over-tcp")]
    public async Task Answers_every_function_of_pymodbus_over_the_network(string transport)
    {
        await using var server = new ModbusServer();
        var port = Listen(server, transport);
        await using var client = Peers.Pymodbus("pymodbus_client.py", transport, port);
        await JudgeAsync(client, transport == "rtu-over-tcp" ? 27 : 20);
    }

    [Theory]
    [InlineData("rtu")]
    [InlineData("ascii")]
    public async Task Answers_every_function_of_pymodbus_over_a_serial_cable(string framing)
    {
        var (socat, one, other) = await Peers.CableAsync();
        await using var cable = socat;
        await using var server = new ModbusServer();
        server.Map(1, KnownDevice.Create()).ServeSerial(one, Line, framing == "rtu" ? ModbusFraming.Rtu : ModbusFraming.Ascii);
        await using var client = Peers.Pymodbus("pymodbus_client.py", framing, other);
        await JudgeAsync(client, 27);
    }

    [Fact]
    public async Task Answers_every_function_of_libmodbus_over_TCP()
    {
        await using var server = new ModbusServer();
        await using var client = await Peers.LibmodbusAsync("libmodbus_client.c", "tcp", Listen(server, "tcp"));
        await JudgeAsync(client, 17);
    }

    [Fact]
    public async Task Answers_every_function_of_libmodbus_over_a_serial_cable()
    {
        var (socat, one, other) = await Peers.CableAsync();
        await using var cable = socat;
        await using var server = new ModbusServer();
        server.Map(1, KnownDevice.Create()).ServeSerial(one, Line, ModbusFraming.Rtu);
        await using var client = await Peers.LibmodbusAsync("libmodbus_client.c", "rtu", other);
        await JudgeAsync(client, 17);
    }

    [Theory]
    [InlineData("tcp", 16)]
    [InlineData("rtu-over-tcp", 12)]
    public async Task Answers_every_function_of_modbus_serial(string transport, int functions)
    {
        await using var server = new ModbusServer();
        await using var client = Peers.ModbusSerial("modbus_serial_client.mjs", transport, Listen(server, transport));
        await JudgeAsync(client, functions);
    }

    private static string Listen(ModbusServer server, string transport)
    {
        server.Map(1, KnownDevice.Create());
        var anyPort = new IPEndPoint(IPAddress.Loopback, 0);
        var endPoint = transport == "udp"
            ? server.ListenUdp(anyPort)
            : server.ListenTcp(anyPort, transport == "tcp" ? ModbusFraming.Mbap : ModbusFraming.Rtu);
        return endPoint.Port.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Every line must end in "ok", and there must be as many as the peer has functions.</summary>
    private static async Task JudgeAsync(ChildProcess client, int functions)
    {
        await client.ExitAsync(TimeSpan.FromSeconds(60));
        var lines = client.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.DoesNotContain(lines, l => !l.EndsWith(" ok", StringComparison.Ordinal));
        Assert.Equal(functions, lines.Length);
    }
}
