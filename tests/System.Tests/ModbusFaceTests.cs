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

    /// <summary>Each way to write, and what is read back; set-points stand at holding 0-1 (int32), 2 (scaled), 3 (bits), coil 0.</summary>
    private const string Writer =
        """
        import json, sys, time
        from pymodbus.client import ModbusTcpClient
        from pymodbus.register_write_message import MaskWriteRegisterRequest
        from pymodbus.register_read_message import ReadWriteMultipleRegistersRequest
        client = ModbusTcpClient("127.0.0.1", port=int(sys.argv[1]), timeout=30)
        assert client.connect()
        def code(answer):
            return answer.exception_code if answer.isError() else 0
        both = client.execute(ReadWriteMultipleRegistersRequest(read_address=2, read_count=1, write_address=2, write_registers=[300]))
        print(json.dumps({
            "whole": code(client.write_registers(0, [1, 2])), "torn": code(client.write_register(1, 3)), "scaled": code(client.write_register(2, 425)),
            "range": code(client.write_register(2, 700)), "both": code(both), "read": [] if both.isError() else both.registers,
            "mask": code(client.execute(MaskWriteRegisterRequest(3, 0xFFFE, 1))), "next": code(client.execute(MaskWriteRegisterRequest(3, 0xFFFD, 2))),
            "coil": code(client.write_coil(0, True)), "coils": code(client.write_coils(0, [False])), "readonly": code(client.write_register(10, 1)), "nobody": code(client.write_register(20, 1)),
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

    [Fact]
    public async Task A_strangers_writes_go_through_the_gate_whole_or_not_at_all_and_stand_in_the_audit_trail()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/pymodbus"))
            Assert.Skip("needs pymodbus: apt-get install python3-pymodbus");
        var memory = TestDevice.Registers(10).Define(ModbusArea.Coil, 0, 1);
        memory.SetRegister(ModbusArea.HoldingRegister, 2, 400);
        memory.SetRegister(ModbusArea.HoldingRegister, 3, 0x40);
        await using var device = new TestDevice(memory).PowerOn();
        var port = ChildProcess.FreePort();
        using var plant = new TemporaryPlant(
            $$"""
            connections:
              device: { driver: modbus-tcp, address: "127.0.0.1:{{device.Port}}", unit: 1, scan: 50 ms }
            assets:
              line/machine:
                connection: device
                tags:
                  whole: { register: holding 0, as: int32, write: { min_interval: 0 s } }
                  scaled: { register: holding 2, scale: 0.1, write: { low: 0, high: 60, min_interval: 0 s } }
                  word: { register: holding 3, as: uint16, write: { min_interval: 0 s } }
                  on: { register: coil 0, write: { min_interval: 0 s } }
            publish:
              modbus:
                listen: 127.0.0.1:{{port}}
                good_bits: discrete 0
                writes_as: operator
                write_from: [127.0.0.1]
                map:
                  - { tags: line/machine/whole, register: holding 0, writable: true }
                  - { tags: line/machine/scaled, register: holding 2, as: int16, scale: 0.1, writable: true }
                  - { tags: line/machine/word, register: holding 3, writable: true }
                  - { tags: line/machine/whole, register: holding 10 }
                  - { tags: line/machine/on, register: coil 0, writable: true }
            """);
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        foreach (var tag in (string[])["whole", "scaled", "word", "on"])
            await Eventually.TrueAsync(async () => (await millwright.ValueAsync($"line/machine/{tag}")).Is == "good", TimeSpan.FromSeconds(60), () => millwright.Output);

        var (code, output) = await ChildProcess.RunAsync("/usr/bin/python3", ["-c", Writer, port.ToString(CultureInfo.InvariantCulture)]);
        Assert.True(code == 0, output);
        Assert.Equal(
            """{"whole":0,"torn":3,"scaled":0,"range":3,"both":0,"read":[300],"mask":0,"next":0,"coil":0,"coils":0,"readonly":2,"nobody":2}""", JsonNode.Parse(output)!.ToJsonString());
        Assert.Equal([1, 2, 425, 0x43], Enumerable.Range(0, 4).Select(i => (int)memory.GetRegister(ModbusArea.HoldingRegister, (ushort)i)));
        Assert.False(memory.GetBit(ModbusArea.Coil, 0));

        var audit = (await millwright.GetAsync("audit"))["items"]!.AsArray().Where(r => r!["action"]!.ToString() == "write").ToList();
        Assert.All(audit, r => Assert.Equal("modbus:127.0.0.1", r!["who"]?.ToString()));
        Assert.Equal((7, 1), (audit.Count(r => r!["result"]!.ToString() == "done"), audit.Count(r => r!["result"]!.ToString() == "refused")));
        var face = (await millwright.GetAsync("published"))["modbus"]!;
        Assert.Equal((7, 1, 1), (face["written"]!.GetValue<int>(), face["writeRefusals"]!["Torn"]!.GetValue<int>(), face["writeRefusals"]!["Value"]!.GetValue<int>()));
    }

    private static async Task<JsonObject> ReadAsync(int port)
    {
        var (code, output) = await ChildProcess.RunAsync("/usr/bin/python3", ["-c", Client, port.ToString(CultureInfo.InvariantCulture)]);
        // Until the face listens.
        return code == 0 ? JsonNode.Parse(output.Replace("NaN", "\"NaN\"", StringComparison.Ordinal))!.AsObject() : new() { ["good"] = new JsonArray(false, true) };
    }
}
