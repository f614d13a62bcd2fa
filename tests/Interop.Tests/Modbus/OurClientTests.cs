using System.Globalization;
using Millwright.Modbus.Client;
using Millwright.Modbus.Framing;
using Millwright.Processes;
using Millwright.Wire.Serial;

namespace Millwright.Interop.Tests.Modbus;

/// <summary>Our client asks third-party servers.</summary>
public class OurClientTests
{
    private const Knows Pymodbus = Knows.MaskWrite | Knows.ReadWrite | Knows.Identification | Knows.Addresses;
    private const Knows Libmodbus = Knows.MaskWrite | Knows.ReadWrite | Knows.ServerId | Knows.Addresses;

    private static readonly SerialSettings Line = new() { BaudRate = 115_200, Parity = SerialParity.None };

    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    [InlineData("rtu-over-tcp")]
    public async Task Reads_and_writes_pymodbus_over_the_network(string transport)
    {
        var port = ChildProcess.FreePort();
        await using var server = Peers.Pymodbus("pymodbus_server.py", transport, Text(port));
        await server.LineAsync("listening");
        await using var client = await ConnectAsync(transport switch
        {
            "udp" => ModbusEndpoint.Udp("127.0.0.1", port),
            "tcp" => ModbusEndpoint.Tcp("127.0.0.1", port),
            _ => ModbusEndpoint.Tcp("127.0.0.1", port, ModbusFraming.Rtu),
        });
        await KnownDevice.CheckAsync(client, 1, Pymodbus);
    }

    [Theory]
    [InlineData("rtu")]
    [InlineData("ascii")]
    public async Task Reads_and_writes_pymodbus_over_a_serial_cable(string framing)
    {
        var (socat, one, other) = await Peers.CableAsync();
        await using var cable = socat;
        await using var server = Peers.Pymodbus("pymodbus_server.py", framing, other);
        await server.LineAsync("listening");
        await using var client = await ConnectAsync(ModbusEndpoint.Serial(one, Line, framing == "rtu" ? ModbusFraming.Rtu : ModbusFraming.Ascii));
        await KnownDevice.CheckAsync(client, 1, Pymodbus);
    }

    [Fact]
    public async Task Times_out_on_a_unit_that_pymodbus_does_not_have_and_goes_on_with_the_other()
    {
        var port = ChildProcess.FreePort();
        await using var server = Peers.Pymodbus("pymodbus_server.py", "tcp", Text(port));
        await server.LineAsync("listening");
        await using var client = await ConnectAsync(ModbusEndpoint.Tcp("127.0.0.1", port), TimeSpan.FromMilliseconds(300));
        var registers = new ushort[1];
        Assert.Equal(ModbusStatus.Timeout, (await client.ReadHoldingRegistersAsync(99, 0, registers)).Status);
        Assert.True((await client.ReadHoldingRegistersAsync(2, 3, registers)).IsOk);
        Assert.Equal(21, registers[0]);
    }

    [Fact]
    public async Task Reads_and_writes_libmodbus_over_TCP()
    {
        var port = ChildProcess.FreePort();
        await using var server = await Peers.LibmodbusAsync("libmodbus_server.c", "tcp", Text(port));
        await server.LineAsync("listening");
        await using var client = await ConnectAsync(ModbusEndpoint.Tcp("127.0.0.1", port));
        await KnownDevice.CheckAsync(client, 1, Libmodbus);
    }

    [Fact]
    public async Task Reads_and_writes_libmodbus_over_a_serial_cable()
    {
        var (socat, one, other) = await Peers.CableAsync();
        await using var cable = socat;
        await using var server = await Peers.LibmodbusAsync("libmodbus_server.c", "rtu", other);
        await server.LineAsync("listening");
        await using var client = await ConnectAsync(ModbusEndpoint.Serial(one, Line));
        await KnownDevice.CheckAsync(client, 1, Libmodbus);
    }

    [Fact]
    public async Task Keeps_eight_requests_in_flight_at_libmodbus_and_mixes_none_up()
    {
        var port = ChildProcess.FreePort();
        await using var server = await Peers.LibmodbusAsync("libmodbus_server.c", "tcp", Text(port));
        await server.LineAsync("listening");
        await using var client = new ModbusClient(ModbusEndpoint.Tcp("127.0.0.1", port), new ModbusClientOptions { MaxInFlight = 8 });
        await client.ConnectAsync();
        var reads = Enumerable.Range(0, 200).Select(async i =>
        {
            var registers = new ushort[50];
            var result = await client.ReadHoldingRegistersAsync(1, (ushort)i, registers);
            Assert.True(result.IsOk, result.Describe());
            Assert.Equal(Enumerable.Range(i, 50).Select(r => (ushort)(r * 7)), registers);
        });
        await Task.WhenAll(reads);
    }

    [Fact]
    public async Task Reads_and_writes_modbus_serial_over_TCP()
    {
        var port = ChildProcess.FreePort();
        await using var server = Peers.ModbusSerial("modbus_serial_server.mjs", Text(port));
        await server.LineAsync("listening");
        await using var client = await ConnectAsync(ModbusEndpoint.Tcp("127.0.0.1", port));
        await KnownDevice.CheckAsync(client, 1, Knows.Identification);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static async Task<ModbusClient> ConnectAsync(ModbusEndpoint endpoint, TimeSpan? timeout = null)
    {
        var client = new ModbusClient(endpoint, new ModbusClientOptions { ResponseTimeout = timeout ?? TimeSpan.FromSeconds(5), ReadRetries = 1 });
        await client.ConnectAsync();
        return client;
    }
}
