using System.Globalization;
using System.Text.Json.Nodes;
using Millwright.Modbus.Registers;
using Millwright.Processes;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>The plant as a third party's Modbus client (pymodbus) sees it.</summary>
public sealed class ModbusFaceTests
{
    private const string Client =
        """
        import json, struct, sys
        from pymodbus.client import ModbusTcpClient
        client = ModbusTcpClient("127.0.0.1", port=int(sys.argv[1]))
        assert client.connect()
        def registers(answer):
            return [answer.exception_code] if answer.isError() else answer.registers
        held = registers(client.read_holding_registers(0, 6))
        good = client.read_discrete_inputs(0, 2).bits[:2]
        print(json.dumps({
            "float": struct.unpack(">d", struct.pack(">4H", *held[0:4]))[0], "scaled": held[4:6], "good": good,
            "beyond": registers(client.read_holding_registers(5, 2)), "write": registers(client.write_register(0, 1)),
        }))
        """;

    [Fact]
    public async Task Values_their_quality_and_the_limits_are_what_a_stranger_reads()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/pymodbus"))
            Assert.Skip("needs pymodbus: apt-get install python3-pymodbus");
        var memory = TestDevice.Registers(10);
        memory.SetRegister(ModbusArea.HoldingRegister, 0, 215);
        memory.SetRegister(ModbusArea.HoldingRegister, 1, 7);
        var device = new TestDevice(memory).PowerOn();
        await using var power = device;
        var port = ChildProcess.FreePort();
        using var plant = new TemporaryPlant(
            $$"""
            connections:
              device: { driver: modbus-tcp, address: "127.0.0.1:{{device.Port}}", unit: 1, scan: 50 ms }
            assets:
              line/machine:
                connection: device
                tags:
                  a: { register: holding 0, scale: 0.1 }
                  b: { register: holding 1 }
            publish:
              modbus:
                listen: 127.0.0.1:{{port}}
                good_bits: discrete 0
                map: [{ tags: line/machine/a, register: holding 0 }, { tags: line/machine/b, register: holding 4, as: int32, scale: 0.5 }]
            """);
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        var read = new JsonObject();
        await Eventually.TrueAsync(
            async () => (read = await ReadAsync(port))["good"]!.AsArray().All(g => g!.GetValue<bool>()), TimeSpan.FromSeconds(60), () => $"both good: {read.ToJsonString()}\n{millwright.Output}");
        Assert.Equal("""{"float":21.5,"scaled":[0,14],"good":[true,true],"beyond":[2],"write":[1]}""", read.ToJsonString());

        await device.PowerOffAsync();
        await Eventually.TrueAsync(
            async () => (read = await ReadAsync(port))["good"]!.AsArray().All(g => !g!.GetValue<bool>()), TimeSpan.FromSeconds(60), () => $"none good: {read.ToJsonString()}\n{millwright.Output}");
        Assert.Equal("NaN", read["float"]!.ToString());
        Assert.Equal([0x8000, 0], read["scaled"]!.AsArray().Select(r => r!.GetValue<int>()));
    }

    private static async Task<JsonObject> ReadAsync(int port)
    {
        var (code, output) = await ChildProcess.RunAsync("/usr/bin/python3", ["-c", Client, port.ToString(CultureInfo.InvariantCulture)]);
        // Until the face listens.
        return code == 0 ? JsonNode.Parse(output.Replace("NaN", "\"NaN\"", StringComparison.Ordinal))!.AsObject() : new() { ["good"] = new JsonArray(false, true) };
    }
}
