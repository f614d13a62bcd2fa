using System.Text.Json.Nodes;
using Millwright.Modbus.Registers;
using Millwright.SystemTests.Devices;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>Values of one machine at another, through the gate of the real program.</summary>
public sealed class BridgeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_value_comes_to_the_other_machine_also_after_that_was_away_and_stands_in_the_audit_trail()
    {
        var (first, second) = (TestDevice.Registers(10), TestDevice.Registers(10));
        first.SetRegister(ModbusArea.HoldingRegister, 0, 50);
        await using var one = new TestDevice(first).PowerOn();
        var two = new TestDevice(second).PowerOn();
        await using var power = two;
        using var plant = new TemporaryPlant(Yaml(one.Port, two.Port, scale: 2));
        await using var millwright = await MillwrightProcess.StartAsync(plant);
        await UntilAsync(() => second.GetRegister(ModbusArea.HoldingRegister, 5) == 100, "the first value", millwright);
        await UntilForwardedAsync(1, millwright);

        // The other way.
        second.SetRegister(ModbusArea.HoldingRegister, 5, 160);
        await UntilAsync(() => first.GetRegister(ModbusArea.HoldingRegister, 0) == 80, "the way back", millwright);
        await UntilForwardedAsync(2, millwright);

        await two.PowerOffAsync();
        await Eventually.TrueAsync(async () => (await millwright.ValueAsync("line/two/b")).Is == "bad", Patience, () => millwright.Output);
        first.SetRegister(ModbusArea.HoldingRegister, 0, 60);
        await Eventually.TrueAsync(
            async () => (await BridgeAsync(millwright))["refused"]!["OtherSide"]!.GetValue<int>() > 0, Patience, () => $"the refusal\n{millwright.Output}");
        two.PowerOn();
        await UntilAsync(() => second.GetRegister(ModbusArea.HoldingRegister, 5) == 120, "the value after the break", millwright);
        await UntilForwardedAsync(3, millwright);

        plant.Write(Yaml(one.Port, two.Port, scale: 3));
        await UntilAsync(() => second.GetRegister(ModbusArea.HoldingRegister, 5) == 180, "the new scale", millwright);
        await UntilForwardedAsync(1, millwright);
        var writes = (await millwright.GetAsync("audit"))["items"]!.AsArray().Where(r => r!["action"]!.ToString() == "write" && r["result"]!.ToString() == "done").ToList();
        Assert.All(writes, r => Assert.Equal("bridge:mirror", r!["who"]!.ToString()));
        Assert.Equal(4, writes.Count);
        Assert.Null((await BridgeAsync(millwright))["problem"]);
    }

    /// <summary>Read back, too: who changes a register before that, makes the write unconfirmed.</summary>
    private static Task UntilForwardedAsync(int values, MillwrightProcess millwright) =>
        Eventually.TrueAsync(async () => (await BridgeAsync(millwright))["forwarded"]!.GetValue<int>() == values, Patience, () => $"{values} forwarded\n{millwright.Output}");

    private static async Task<JsonNode> BridgeAsync(MillwrightProcess millwright) => (await millwright.GetAsync("published"))["bridges"]!.AsArray().Single()!;

    private static Task UntilAsync(Func<bool> condition, string what, MillwrightProcess millwright) =>
        Eventually.TrueAsync(condition, Patience, () => $"{what}\n{millwright.Output}");

    private static string Yaml(int one, int two, int scale) =>
        $$"""
        connections:
          one: { driver: modbus-tcp, address: "127.0.0.1:{{one}}", unit: 1, scan: 50 ms }
          two: { driver: modbus-tcp, address: "127.0.0.1:{{two}}", unit: 1, scan: 50 ms }
        assets:
          line/one:
            connection: one
            tags: { a: { register: holding 0, write: { min_interval: 0 s } } }
          line/two:
            connection: two
            tags: { b: { register: holding 5, write: { min_interval: 0 s } } }
        bridges:
          mirror: { from: line/one/a, to: line/two/b, scale: {{scale}}, direction: both }
        """;
}
