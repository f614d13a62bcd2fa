using Millwright.Fakes;
using Millwright.Modbus.Client;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Simulators.Bulk;

namespace Product.Tests.Simulators;

public sealed class BulkPlantTests
{
    [Fact]
    public async Task Registers_are_spread_over_ports_and_units_and_none_is_lost()
    {
        await using var plant = await BulkPlant.StartAsync(new BulkPlantOptions { Registers = 1001, Ports = 2, UnitsPerPort = 2 }, TimeProvider.System);
        Assert.Equal([251, 251, 251, 248], plant.Units.Select(u => u.Registers));
        Assert.Equal(2, plant.Units.Select(u => u.EndPoint.Port).Distinct().Count());
        foreach (var unit in plant.Units)
        {
            await using var master = new ModbusClient(ModbusEndpoint.Tcp("127.0.0.1", unit.EndPoint.Port));
            await master.ConnectAsync();
            Assert.True((await master.ReadHoldingRegistersAsync(unit.Unit, (ushort)(unit.Registers - 1), new ushort[1])).IsOk);
            Assert.Equal(
                ModbusExceptionCode.IllegalDataAddress,
                (await master.ReadHoldingRegistersAsync(unit.Unit, (ushort)unit.Registers, new ushort[1])).Exception);
        }
    }

    [Fact]
    public void Values_change_with_the_clock_and_differ_by_address()
    {
        var clock = new ManualClock();
        var device = new BulkDevice(1000, TimeSpan.FromSeconds(1), clock);
        var registers = new ushort[3];
        clock.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Equal(ModbusExceptionCode.None, device.ReadRegisters(ModbusArea.HoldingRegister, 10, registers));
        Assert.Equal([312, 343, 374], registers);
        Assert.Equal(2, device.Step);
        clock.Advance(TimeSpan.FromSeconds(1));
        device.ReadRegisters(ModbusArea.HoldingRegister, 10, registers);
        Assert.Equal(BulkDevice.ValueAt(10, 3), registers[0]);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var device = new BulkDevice(65_536, TimeSpan.FromSeconds(1), TimeProvider.System);
        var registers = new ushort[125];
        device.ReadRegisters(ModbusArea.HoldingRegister, 0, registers);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            device.ReadRegisters(ModbusArea.HoldingRegister, (ushort)(i * 50), registers);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void More_registers_than_a_device_can_have_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BulkDevice(65_537, TimeSpan.FromSeconds(1), TimeProvider.System));
}
