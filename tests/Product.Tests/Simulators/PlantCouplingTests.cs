using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Simulators.Machines;
using Millwright.Simulators.Physics;
using Millwright.Simulators.Plants;

namespace Product.Tests.Simulators;

public sealed class PlantCouplingTests
{
    private readonly DemoPlant _plant = new(seed: 3, TimeZoneInfo.Utc);
    private readonly PlantPhysics _physics;

    public PlantCouplingTests()
    {
        _physics = new PlantPhysics(_plant, PlantDay.Monday.AddHours(4));
        _physics.RunTo(1800, int.MaxValue);
    }

    [Fact]
    public void Without_the_compressor_the_pressure_falls_and_the_press_waits()
    {
        var load = _plant.MainMeter.State.Kw;
        Assert.Equal(ModbusExceptionCode.None, _plant.Compressor.Write(ModbusArea.Coil, 0, [0]));
        _physics.RunTo(1800 + 900, int.MaxValue);
        Assert.Equal(MachineState.Stopped, _plant.Compressor.State.State);
        Assert.True(_plant.Compressor.State.Pressure < 4.5);
        Assert.Equal(MachineState.Idle, _plant.Press.State.State);
        Assert.True(_plant.UtilityMeter.State.Kw < load);

        Assert.Equal(ModbusExceptionCode.None, _plant.Compressor.Write(ModbusArea.Coil, 0, [1]));
        _physics.RunTo(1800 + 1800, int.MaxValue);
        Assert.Equal(MachineState.Running, _plant.Press.State.State);
    }

    [Fact]
    public void A_set_point_moves_the_water()
    {
        Assert.Equal(ModbusExceptionCode.None, Set(_plant.Chiller, "supply_setpoint", 8));
        _physics.RunTo(1800 + 5400, int.MaxValue);
        Assert.InRange(_plant.Chiller.State.Supply, 7, 9.5);
    }

    [Fact]
    public void A_stopped_machine_stops_counting_on_the_meter()
    {
        Machine[] all = [_plant.Press, _plant.Spindle, _plant.Compressor, _plant.Chiller, _plant.Pump1, _plant.Pump2, _plant.Packaging];
        var before = _plant.MainMeter.State.Kw;
        foreach (var machine in all)
            machine.IsPowered = false;
        _physics.RunTo(1800 + 10, int.MaxValue);
        Assert.True(_plant.MainMeter.State.Kw < before / 2);
        // What is left is the building: the meter's own base load and the hall.
        Assert.Equal(12 + _plant.Hall.Draw.Kw, _plant.MainMeter.State.Kw, 0.001);
    }

    [Fact]
    public void The_same_seed_gives_the_same_plant_at_any_speed()
    {
        var (one, two, other) = (Run(11, 7), Run(11, 600), Run(12, 600));
        Assert.Equal(one, two);
        Assert.NotEqual(one.Pump, other.Pump);
        Assert.NotEqual(one.Press, other.Press);
    }

    [Fact]
    public void A_bearing_wears_for_days_then_fast_then_stops_the_pump_and_is_repaired()
    {
        var pump = new Pump();
        var noise = Noise.For(5, "pump");
        var state = pump.Start(noise) with { Wear = 0 };
        var around = new Surroundings { Hall = 20, Shift = new(default, false, 1) };
        var toHalf = 0.0;
        var toFailure = 0.0;
        var (fresh, worn) = (0.0, 0.0);
        for (var day = 0.0; day < 60; day += 10 / 86_400.0)
        {
            state = pump.Step(state, around, 10, noise);
            if (state.Repairs > 0)
                break;
            if (day is > 0.5 and < 0.6)
                fresh = Math.Max(fresh, state.VibrationRms);
            if (state.Wear < 0.5)
                toHalf = day;
            if (state.Wear < 1)
                toFailure = day;
            if (state.Wear < 0.98)
                worn = Math.Max(worn, state.VibrationRms);
        }
        Assert.Equal(1u, state.Repairs);
        Assert.InRange(toFailure, 4, 25);
        Assert.True(toHalf > 0.55 * toFailure, $"half of the wear after {toHalf} of {toFailure} days");
        Assert.True(worn > 4 * fresh, $"vibration {fresh} fresh, {worn} worn");
        Assert.True(state.Wear < 0.01);
    }

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(1, 0.1)]
    public void Wandering_keeps_its_spread_whatever_the_step(double dt, double timeConstant)
    {
        var noise = new Noise(1);
        var (value, sum, squares) = (0.0, 0.0, 0.0);
        const int Count = 200_000;
        for (var i = 0; i < Count; i++)
        {
            value = noise.Wander(value, 5, dt, timeConstant, 2);
            sum += value;
            squares += (value - 5) * (value - 5);
        }
        Assert.Equal(5, sum / Count, 0.1);
        Assert.Equal(2, Math.Sqrt(squares / Count), 0.1);
    }

    private static (PumpState Pump, PressState Press, PackagingState Packaging, MeterState Meter) Run(int seed, double chunk)
    {
        var plant = new DemoPlant(seed, TimeZoneInfo.Utc);
        var physics = new PlantPhysics(plant, PlantDay.Monday);
        for (var at = 0.0; at < 1200; at += chunk)
            physics.RunTo(Math.Min(at, 1199), int.MaxValue);
        physics.RunTo(1200, int.MaxValue);
        return (plant.Pump1.State, plant.Press.State, plant.Packaging.State, plant.MainMeter.State);
    }

    private static ModbusExceptionCode Set(Machine machine, string name, double value)
    {
        var point = machine.Points.Single(p => p.Name == name);
        Span<ushort> registers = stackalloc ushort[point.Length];
        Millwright.Simulators.Registers.RegisterCodec.Encode(point, value, registers);
        return machine.Write(point.Area, point.Address, registers);
    }
}
