using Millwright.Simulators.Machines;

namespace Product.Tests.Simulators;

public sealed class PlantPhysicsTests(PlantDay day) : IClassFixture<PlantDay>
{
    [Fact]
    public void Energy_counters_never_go_back_and_count_the_power()
    {
        var (first, last) = (day.Moments[0].Main, day.Moments[^1].Main);
        AssertMonotone(m => m.Main.Kwh);
        AssertMonotone(m => m.PressMeter.Kwh);
        AssertMonotone(m => m.Utilities.Kvarh);
        var hours = (day.Moments.Count - 1) * 2 / 3600.0;
        var mean = day.Moments.Average(m => m.Main.Kw);
        Assert.Equal(mean * hours, last.Kwh - first.Kwh, mean * hours * 0.01);
    }

    [Fact]
    public void The_main_meter_sees_more_than_its_feeders()
    {
        foreach (var moment in day.Moments.Skip(1))
        {
            Assert.True(moment.Main.Kw > moment.PressMeter.Kw + moment.Utilities.Kw);
            Assert.InRange(moment.Main.PowerFactor, 0.6, 1);
            Assert.InRange(moment.Main.V1, 215, 240);
        }
        // The currents tell the same power as the meter says.
        var one = day.Moments[1000].Main;
        Assert.Equal(one.Kva, ((one.V1 * one.I1) + (one.V2 * one.I2) + (one.V3 * one.I3)) / 1000, 0.01 * one.Kva);
    }

    [Fact]
    public void The_air_pressure_swings_between_load_and_unload_pressure()
    {
        var running = day.Moments.Skip(600).Where(m => m.Compressor.State is MachineState.Running or MachineState.Idle).ToList();
        Assert.All(running, m => Assert.InRange(m.Compressor.Pressure, 0, 7.6));
        var steady = running.Where(m => m.Compressor.FaultCode == 0).Select(m => m.Compressor.Pressure).ToList();
        Assert.True(steady.Count(p => p is > 6.4 and < 7.6) > 0.95 * steady.Count);
        Assert.True(day.Moments[^1].Compressor.LoadCycles - day.Moments[0].Compressor.LoadCycles > 60);
        Assert.All(day.Moments, m => Assert.InRange(m.Compressor.OilTemperature, 10, 110));
    }

    [Fact]
    public void The_press_makes_a_shot_in_about_22_seconds_and_few_rejects()
    {
        var (first, last) = (day.Moments[0].Press, day.Moments[^1].Press);
        AssertMonotone(m => m.Press.Shots);
        Assert.InRange(day.Moments.Where(m => m.Press.CycleTime > 0).Average(m => m.Press.CycleTime), 20, 27);
        Assert.InRange(last.Shots - first.Shots, 700u, 1400u);
        Assert.InRange(last.Rejects - first.Rejects, 1u, (last.Shots - first.Shots) / 10);
        Assert.Contains(day.Moments, m => m.Press.InjectionPressure > 800);
        Assert.All(day.Moments, m => Assert.InRange(m.Press.ClampForce, 0, 1300));
        Assert.All(day.Moments, m => Assert.InRange(m.Press.Melt, 215, 240));
    }

    [Fact]
    public void States_are_those_of_the_table_and_all_of_them_occur()
    {
        Assert.All(day.Moments, m => Assert.True(Enum.IsDefined(m.Press.State) && Enum.IsDefined(m.Press.Phase) && Enum.IsDefined(m.Spindle.State)
            && Enum.IsDefined(m.Packaging.State) && Enum.IsDefined(m.Packaging.Reason)));
        Assert.Superset(
            new HashSet<MachineState> { MachineState.Idle, MachineState.Setup, MachineState.Running },
            day.Moments.Select(m => m.Spindle.State).ToHashSet());
        Assert.Superset(
            new HashSet<StopReason> { StopReason.None, StopReason.Jam, StopReason.Break, StopReason.NoOrder },
            day.Moments.Select(m => m.Packaging.Reason).ToHashSet());
    }

    [Fact]
    public void The_packer_counts_what_it_takes_from_the_buffer()
    {
        AssertMonotone(m => m.Packaging.Good);
        AssertMonotone(m => m.Packaging.Rejects);
        Assert.All(day.Moments, m => Assert.InRange(m.Packaging.Buffer, 0, PackagingLine.BufferSize));
        Assert.All(day.Moments, m => Assert.True(m.Packaging.OrderDone <= m.Packaging.OrderSize + 1));
        Assert.InRange(day.Moments[^1].Packaging.Good - day.Moments[0].Packaging.Good, 5_000u, 17_000u);
        Assert.All(day.Moments.Where(m => m.Around.Shift.OnBreak && m.Packaging.Reason == StopReason.Break), m => Assert.NotEqual(MachineState.Running, m.Packaging.State));
    }

    [Fact]
    public void The_tool_wears_while_it_cuts_and_load_and_vibration_tell()
    {
        AssertMonotone(m => m.Spindle.Parts);
        Assert.All(day.Moments, m => Assert.InRange(m.Spindle.ToolWear, 0, 120));
        Assert.True(day.Moments[^1].Spindle.ToolChanges > day.Moments[0].Spindle.ToolChanges);
        var roughing = day.Moments.Where(m => m.Spindle is { State: MachineState.Running, ToolChangeRemaining: <= 0 } s && s.IntoCycle / s.CycleTime is > 0.1 and < 0.45).ToList();
        Assert.True(
            roughing.Where(m => m.Spindle.ToolWear > 85).Average(m => m.Spindle.Vibration)
            > 1.5 * roughing.Where(m => m.Spindle.ToolWear < 40).Average(m => m.Spindle.Vibration));
    }

    [Fact]
    public void The_chiller_holds_its_water_and_its_efficiency_is_possible()
    {
        var steady = day.Moments.Skip(1800).Where(m => m.Chiller.State is MachineState.Running or MachineState.Idle).ToList();
        Assert.InRange(steady.Average(m => m.Chiller.Supply), 11, 13.5);
        Assert.All(steady, m => Assert.InRange(m.Chiller.Cop, 1, 7));
        Assert.True(steady.Average(m => m.Chiller.Return - m.Chiller.Supply) > 0.3);
        AssertMonotone(m => m.Chiller.ThermalEnergy);
    }

    [Fact]
    public void A_bearing_only_gets_worse()
    {
        AssertMonotone(m => m.Pump.Wear);
        AssertMonotone(m => m.Pump.RunHours);
        Assert.True(day.Moments[^1].Pump.Wear > day.Moments[0].Pump.Wear);
    }

    private void AssertMonotone(Func<PlantDay.Moment, double> value)
    {
        for (var i = 1; i < day.Moments.Count; i++)
            Assert.True(value(day.Moments[i]) >= value(day.Moments[i - 1]), $"went back at moment {i}");
    }
}
