using Millwright.Modbus.Registers;
using Millwright.Simulators.Physics;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.Machines;

internal record struct PumpState
{
    public MachineState State { get; set; }
    public bool Run { get; set; }
    public double SpeedSetPoint { get; set; }
    public double Speed { get; set; }
    public double Flow { get; set; }
    public double Head { get; set; }
    public double Suction { get; set; }
    public double Power { get; set; }
    public double BearingTemperature { get; set; }
    public double VibrationRms { get; set; }
    public double BearingTone { get; set; }
    public double Crest { get; set; }
    public double Wear { get; set; }
    public double RunHours { get; set; }
    public double RepairRemaining { get; set; }
    public uint Repairs { get; set; }
}

/// <summary>
/// A centrifugal pump whose bearing wears: slowly for days, then ever faster, first heard at the ball pass frequency of the outer race,
/// then felt in the whole casing, at last seized. A repair takes hours and begins the next life.
/// </summary>
internal sealed class Pump : IPhysics<PumpState>
{
    public const double RatedSpeed = 2950;

    /// <summary>Ball passes of the outer race per turn: 9 balls, 0.4 x 9 as a rule of thumb.</summary>
    public const double OuterRaceOrder = 3.58;

    /// <summary>Life of a bearing at rated speed, days.</summary>
    private const double LifeDays = 9;

    public string Kind => "centrifugal-pump";

    public Identification Identification { get; } = new("Hydromont", "CP 50-200", "1.9", "Centrifugal pump with condition sensor");

    public RegisterRows<PumpState> Table { get; } = new RegisterRows<PumpState>(WordOrder.Dcba)
        .Holding(0, RegisterType.UInt16, "state", 1, "", "Machine state", s => (int)s.State)
        .Holding(1, RegisterType.Float32, "speed", 1, "rpm", "Shaft speed", s => s.Speed)
        .Holding(3, RegisterType.Float32, "flow", 1, "m³/h", "Flow", s => s.Flow)
        .Holding(5, RegisterType.Float32, "head", 1, "m", "Delivery head", s => s.Head)
        .Holding(7, RegisterType.Float32, "suction_pressure", 1, "bar", "Pressure at the inlet", s => s.Suction)
        .Holding(9, RegisterType.Float32, "power", 1, "kW", "Electric power", s => s.Power)
        .Holding(11, RegisterType.Float32, "bearing_temperature", 1, "°C", "Temperature of the drive end bearing", s => s.BearingTemperature)
        .Holding(13, RegisterType.Float32, "vibration", 1, "mm/s", "Vibration velocity RMS, 10-1000 Hz, drive end", s => s.VibrationRms)
        .Holding(15, RegisterType.Float32, "bpfo_amplitude", 1, "m/s²", "Envelope amplitude at the ball pass frequency of the outer race", s => s.BearingTone)
        .Holding(17, RegisterType.Float32, "bpfo_frequency", 1, "Hz", "Ball pass frequency of the outer race", s => s.Speed / 60 * OuterRaceOrder)
        .Holding(19, RegisterType.Float32, "crest_factor", 1, "", "Peak over RMS of the acceleration", s => s.Crest)
        .Holding(21, RegisterType.UInt32, "run_hours", 0.1, "h", "Hours with the motor on", s => s.RunHours)
        .Holding(23, RegisterType.UInt16, "repairs", 1, "", "Bearings replaced", s => s.Repairs)
        .SetPoint(100, RegisterType.UInt16, "speed_setpoint", 0.1, "%", "Wanted speed, of the rated speed", 40, 105,
            s => s.SpeedSetPoint, (s, v) => s with { SpeedSetPoint = v })
        .Coil(0, "run", "1 lets the pump run", s => s.Run, (s, on) => s with { Run = on })
        .Coil(1, "bearing_replaced", "Writing 1 says that the bearing is new", s => false,
            (s, on) => on ? s with { Wear = 0, RepairRemaining = 0, Repairs = s.Repairs + 1 } : s)
        .Discrete(0, "vibration_warning", "Vibration above 4.5 mm/s", s => s.VibrationRms > 4.5)
        .Discrete(1, "vibration_trip", "Vibration above 11 mm/s stopped the pump", s => s.State == MachineState.Fault);

    public PumpState Start(Noise noise) => new()
    {
        State = MachineState.Running,
        Run = true,
        SpeedSetPoint = 92,
        Speed = 0.92 * RatedSpeed,
        Suction = 0.8,
        BearingTemperature = 48,
        VibrationRms = 1.6,
        Wear = noise.Between(0.35, 0.7),
        RunHours = noise.Between(2_000, 20_000),
    };

    public PumpState AfterBoot(PumpState before, PumpState fresh) => fresh with
    {
        Wear = before.Wear,
        BearingTemperature = before.BearingTemperature,
        RepairRemaining = before.RepairRemaining,
        RunHours = 0,
        Repairs = 0,
    };

    public PumpState Step(PumpState s, in Surroundings around, double dt, Noise noise)
    {
        if (s.RepairRemaining > 0)
        {
            s.RepairRemaining -= dt * around.Shift.Crew;
            if (s.RepairRemaining <= 0)
                s = s with { Wear = 0, Repairs = s.Repairs + 1 };
        }
        else if (s.Wear >= 1)
        {
            s.RepairRemaining = noise.Between(3, 9) * 3600;
        }
        s.State = s.RepairRemaining > 0 ? MachineState.Fault : s.Run ? MachineState.Running : MachineState.Stopped;
        var on = s.State == MachineState.Running;
        s.Speed = noise.Wander(s.Speed, on ? RatedSpeed * s.SpeedSetPoint / 100 : 0, dt, on ? 3 : 8, on ? 2 : 0);
        var n = Math.Max(0, s.Speed) / RatedSpeed;
        // Similarity: flow follows speed, head its square, power its cube.
        s.Flow = Math.Max(0, noise.Wander(s.Flow, 48 * n, dt, 4, 0.3 * n));
        s.Head = Math.Max(0, noise.Wander(s.Head, (62 * n * n) - (0.006 * s.Flow * s.Flow), dt, 3, 0.2 * n));
        s.Suction = noise.Wander(s.Suction, 0.9 - (0.00006 * s.Flow * s.Flow), dt, 6, 0.006);
        s.Power = (10.5 * n * n * n) + (on ? 0.35 + (0.6 * s.Wear * s.Wear) : 0);

        var hurt = s.Wear * s.Wear;
        s.BearingTemperature = noise.Wander(s.BearingTemperature, around.Hall + (n * (19 + (7 * s.Wear) + (24 * hurt * hurt))), dt, 1500, 0.15);
        s.VibrationRms = Math.Max(0, noise.Wander(s.VibrationRms, (1.25 * n * n) + (n * ((0.8 * s.Wear) + (8.5 * Math.Pow(s.Wear, 5)))), dt, 6, 0.05 * n * (1 + (3 * hurt))));
        s.BearingTone = Math.Max(0, noise.Wander(s.BearingTone, n * n * (0.12 + (1.6 * hurt) + (7 * Math.Pow(s.Wear, 6))), dt, 4, 0.03 * n * (1 + (4 * s.Wear))));
        // The crest factor betrays the first pits and falls again when everything shakes.
        s.Crest = Math.Max(1, noise.Wander(s.Crest, n < 0.05 ? 1.4 : 3.2 + (9 * s.Wear * (1 - s.Wear)), dt, 8, 0.12));
        if (on)
        {
            s.RunHours += dt / 3600;
            // Damage feeds on itself: the second half of the life takes a third of the time.
            var rate = (0.45 + (1.9 * Math.Pow(s.Wear, 3))) / (LifeDays * 86_400) * Math.Pow(n, 3) * 1.2;
            s.Wear = Math.Min(1, s.Wear + (rate * dt * noise.Between(0.5, 1.5)));
        }
        return s;
    }

    public Draw DrawOf(PumpState s) => new(s.Power, 0.87, 0, 0);
}
