using Millwright.Simulators.Calendar;
using Millwright.Simulators.Machines;

namespace Millwright.Simulators.Plants;

/// <summary>Steps all machines together: what one takes another must give. The step is fixed, so that the same seed gives the same history at any speed.</summary>
internal sealed class PlantPhysics(DemoPlant plant, DateTimeOffset start)
{
    /// <summary>Plant seconds of a step.</summary>
    public const double StepSeconds = 0.1;

    private const double LeakAir = 0.9;
    private readonly IReadOnlyList<Machine> _machines = plant.Machines;
    private long _steps;

    /// <summary>Plant time that has passed.</summary>
    public double Elapsed => _steps * StepSeconds;

    /// <summary>Steps until so many plant seconds have passed, at most <paramref name="maxSteps"/>.</summary>
    public void RunTo(double elapsed, int maxSteps)
    {
        var stepped = 0;
        for (; Elapsed + StepSeconds <= elapsed && stepped < maxSteps; stepped++)
            Step();
        if (stepped == 0)
            return;
        foreach (var machine in _machines)
            machine.Publish();
    }

    /// <summary>What surrounds the machines now.</summary>
    public Surroundings Observe()
    {
        var local = TimeZoneInfo.ConvertTime(start + TimeSpan.FromTicks(_steps * TimeSpan.TicksPerMillisecond * 100), plant.Zone).DateTime;
        var hall = plant.Hall.State;
        var press = plant.Press.Draw;
        var spindle = plant.Spindle.Draw;
        var packaging = plant.Packaging.Draw;
        return new Surroundings
        {
            Local = local,
            Shift = ShiftCalendar.At(local),
            Outdoor = hall.Outdoor,
            Hall = hall.Temperature,
            AirPressure = plant.Compressor.State.Pressure,
            AirDemand = LeakAir + press.Air + spindle.Air + packaging.Air,
            ChilledWater = plant.Chiller.State.Supply,
            HeatToWater = press.HeatToWater + spindle.HeatToWater,
            HeatToHall = press.Kw + spindle.Kw + packaging.Kw + plant.Compressor.Draw.Kw,
            PressParts = plant.Press.State.EjectedParts / StepSeconds,
        };
    }

    private void Step()
    {
        var around = Observe();
        plant.Hall.Step(around, StepSeconds);
        plant.Compressor.Step(around, StepSeconds);
        plant.Chiller.Step(around, StepSeconds);
        plant.Press.Step(around, StepSeconds);
        plant.Spindle.Step(around, StepSeconds);
        plant.Packaging.Step(around, StepSeconds);
        plant.Pump1.Step(around, StepSeconds);
        plant.Pump2.Step(around, StepSeconds);
        plant.PressMeter.Step(Behind(around, plant.Press), StepSeconds);
        plant.UtilityMeter.Step(Behind(around, plant.Compressor, plant.Chiller, plant.Pump1, plant.Pump2), StepSeconds);
        plant.MainMeter.Step(Behind(around, plant.Press, plant.Compressor, plant.Chiller, plant.Pump1, plant.Pump2, plant.Spindle, plant.Packaging, plant.Hall), StepSeconds);
        _steps++;
    }

    private static Surroundings Behind(in Surroundings around, params ReadOnlySpan<Machine> consumers)
    {
        var (kw, kvar) = (0.0, 0.0);
        foreach (var machine in consumers)
        {
            var draw = machine.Draw;
            kw += draw.Kw;
            kvar += draw.Kvar;
        }
        return around with { LoadKw = kw, LoadKvar = kvar };
    }
}
