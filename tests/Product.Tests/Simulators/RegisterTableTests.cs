using Millwright.Model;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Simulators.Machines;
using Millwright.Simulators.Plants;
using Millwright.Simulators.Registers;

namespace Product.Tests.Simulators;

public sealed class RegisterTableTests
{
    private readonly DemoPlant _plant = new(seed: 1, TimeZoneInfo.Utc);

    public static TheoryData<string> Names => [.. new DemoPlant(1, TimeZoneInfo.Utc).Machines.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_two_points_share_a_register_or_a_name(string name)
    {
        var points = Find(name).Points;
        Assert.Equal(points.Count, points.Select(p => p.Name).Distinct().Count());
        foreach (var area in points.GroupBy(p => p.Area))
        {
            var end = 0;
            foreach (var point in area.OrderBy(p => p.Address))
            {
                Assert.True(point.Address >= end, $"{point.Name} at {point.Address} overlaps what ends at {end}");
                end = point.Address + point.Length;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_unit_is_one_the_plant_speaks_and_every_point_is_described(string name)
    {
        foreach (var point in Find(name).Points)
        {
            Assert.False(string.IsNullOrWhiteSpace(point.Description));
            Assert.True(point.Unit.Length == 0 || (Unit.TryParse(point.Unit, out var unit) && unit.Symbol == point.Unit), $"{point.Name}: {point.Unit}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_table_says_is_there_and_nothing_else(string name)
    {
        var machine = Find(name);
        var points = machine.Points;
        var value = new ushort[1];
        foreach (var area in Enum.GetValues<ModbusArea>())
        {
            for (var address = 0; address < 1000; address++)
            {
                var expected = points.Any(p => p.Area == area && address >= p.Address && address < p.Address + p.Length)
                    ? ModbusExceptionCode.None
                    : ModbusExceptionCode.IllegalDataAddress;
                Assert.Equal(expected, machine.Read(area, address, value));
            }
        }
    }

    [Fact]
    public void Registers_hold_the_states_values_in_the_machines_own_word_order()
    {
        new PlantPhysics(_plant, PlantDay.Monday).RunTo(120, int.MaxValue);
        AssertValue(_plant.Press, "oil_temperature", _plant.Press.State.Oil);
        AssertValue(_plant.Press, "shots", _plant.Press.State.Shots);
        AssertValue(_plant.Spindle, "speed", _plant.Spindle.State.Speed);
        AssertValue(_plant.Chiller, "cooling_power", _plant.Chiller.State.Heat);
        AssertValue(_plant.Pump1, "vibration", _plant.Pump1.State.VibrationRms);
        AssertValue(_plant.MainMeter, "active_energy", _plant.MainMeter.State.Kwh);
        AssertValue(_plant.MainMeter, "active_energy_fine", _plant.MainMeter.State.Kwh * 1000);
        AssertValue(_plant.MainMeter, "active_energy_exact", _plant.MainMeter.State.Kwh);

        // The raw words, by hand: least significant word first for the machining centre, bytes reversed throughout for the pump.
        var bits = BitConverter.SingleToUInt32Bits((float)_plant.Spindle.State.Speed);
        Assert.Equal([(ushort)bits, (ushort)(bits >> 16)], Raw(_plant.Spindle, "speed"));
        bits = BitConverter.SingleToUInt32Bits((float)_plant.Pump1.State.VibrationRms);
        Assert.Equal([Swap((ushort)bits), Swap((ushort)(bits >> 16))], Raw(_plant.Pump1, "vibration"));
        bits = BitConverter.SingleToUInt32Bits((float)_plant.Chiller.State.Cop);
        Assert.Equal([Swap((ushort)(bits >> 16)), Swap((ushort)bits)], Raw(_plant.Chiller, "cop"));
        Assert.Equal([(ushort)(_plant.Press.State.Shots >> 16), (ushort)_plant.Press.State.Shots], Raw(_plant.Press, "shots"));
    }

    [Fact]
    public void Text_stands_two_characters_to_a_register()
    {
        var text = RegisterText.Read(Raw(_plant.Packaging, "order"), lowByteFirst: false);
        Assert.Equal($"PO-{_plant.Packaging.State.Order}", text);
    }

    [Fact]
    public void A_write_outside_its_limits_is_refused_and_changes_nothing()
    {
        var before = _plant.Press.State.MeltSetPoint;
        Assert.Equal(ModbusExceptionCode.IllegalDataValue, _plant.Press.Write(ModbusArea.HoldingRegister, 200, [2801]));
        Assert.Equal(ModbusExceptionCode.IllegalDataValue, _plant.Press.Write(ModbusArea.HoldingRegister, 200, [2400, 9999]));
        Assert.Equal(before, _plant.Press.State.MeltSetPoint);
        Assert.Equal(ModbusExceptionCode.None, _plant.Press.Write(ModbusArea.HoldingRegister, 200, [2800]));
        Assert.Equal(280, _plant.Press.State.MeltSetPoint, 0.001);
    }

    [Fact]
    public void What_is_only_to_be_read_cannot_be_written()
    {
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, _plant.Press.Write(ModbusArea.HoldingRegister, 100, [1]));
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, _plant.Press.Write(ModbusArea.HoldingRegister, 199, [1, 2300]));
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, _plant.Press.Write(ModbusArea.HoldingRegister, 900, [1, 1]));
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, _plant.Press.Write(ModbusArea.Coil, 7, [1]));
    }

    [Fact]
    public void Coils_act_on_the_machine()
    {
        new PlantPhysics(_plant, PlantDay.Monday).RunTo(10, int.MaxValue);
        var cleaned = _plant.Chiller.State.Fouling;
        Assert.True(cleaned > 0);
        Assert.Equal(ModbusExceptionCode.None, _plant.Chiller.Write(ModbusArea.Coil, 2, [1]));
        Assert.Equal(0, _plant.Chiller.State.Fouling);
        Assert.Equal(ModbusExceptionCode.None, _plant.Pump1.Write(ModbusArea.Coil, 1, [1]));
        Assert.Equal(0, _plant.Pump1.State.Wear);
    }

    [Fact]
    public void A_half_filled_memory_holds_a_torn_value()
    {
        new PlantPhysics(_plant, PlantDay.Monday).RunTo(10, int.MaxValue);
        _plant.MainMeter.SetMemory(MemoryState.Half);
        Assert.NotEqual(0, Number(_plant.MainMeter, "voltage_l1"));
        Assert.Equal(0, Number(_plant.MainMeter, "peak_power"));
        var torn = _plant.MainMeter.Points.Where(p => p.Area == ModbusArea.InputRegister && p.Length > 1).Select(p => Raw(_plant.MainMeter, p.Name))
            .Count(words => words[0] != 0 && words[^1] == 0);
        Assert.True(torn >= 1, "no value is torn");
        Assert.Equal(0, Number(_plant.MainMeter, "ready"));
        _plant.MainMeter.SetMemory(MemoryState.Complete);
        Assert.Equal(1, Number(_plant.MainMeter, "ready"));
    }

    [Fact]
    public void Another_program_moves_the_process_registers_and_boots()
    {
        new PlantPhysics(_plant, PlantDay.Monday).RunTo(10, int.MaxValue);
        var boots = Number(_plant.Press, "boot_counter");
        _plant.Press.LoadProgram(10);
        Assert.Equal(110, _plant.Press.Points.Single(p => p.Name == "oil_temperature").Address);
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, _plant.Press.Read(ModbusArea.HoldingRegister, 100, new ushort[1]));
        AssertValue(_plant.Press, "oil_temperature", _plant.Press.State.Oil);
        Assert.Equal(boots + 1, Number(_plant.Press, "boot_counter"));
        Assert.Equal(2, Number(_plant.Press, "program_version"));
        Assert.Equal(ModbusExceptionCode.None, _plant.Press.Write(ModbusArea.HoldingRegister, 210, [2300]));
    }

    private static ushort Swap(ushort word) => (ushort)((word << 8) | (word >> 8));

    private static ushort[] Raw(Machine machine, string name)
    {
        var point = machine.Points.Single(p => p.Name == name);
        var registers = new ushort[point.Length];
        Assert.Equal(ModbusExceptionCode.None, machine.Read(point.Area, point.Address, registers));
        return registers;
    }

    private static double Number(Machine machine, string name) => RegisterCodec.Decode(machine.Points.Single(p => p.Name == name), Raw(machine, name));

    private static void AssertValue(Machine machine, string name, double expected)
    {
        var point = machine.Points.Single(p => p.Name == name);
        var tolerance = point.Type == RegisterType.Float32 ? Math.Abs(expected) * 1e-6 : point.Scale * 0.501;
        Assert.Equal(expected, Number(machine, name), tolerance);
    }

    private Machine Find(string name) => _plant.Machines.Single(m => m.Name == name);
}
