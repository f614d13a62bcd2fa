using Millwright.Modbus.Registers;
using Millwright.Simulators.Physics;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.Machines;

internal record struct PressState
{
    public MachineState State { get; set; }
    public bool Run { get; set; }
    public PressPhase Phase { get; set; }
    public double IntoPhase { get; set; }
    public double IntoCycle { get; set; }
    public double CycleTime { get; set; }
    public double MeltSetPoint { get; set; }
    public double Melt { get; set; }
    public double Heater { get; set; }
    public double Mould { get; set; }
    public double Oil { get; set; }
    public double ClampForce { get; set; }
    public double InjectionPressure { get; set; }
    public double PeakPressure { get; set; }
    public double Cushion { get; set; }
    public double CoolingTime { get; set; }
    public uint Shots { get; set; }
    public uint Rejects { get; set; }
    public double EjectedParts { get; set; }
    public double FaultRemaining { get; set; }
    public int FaultCode { get; set; }
}

/// <summary>An injection press of 1,200 kN with four cavities. Weak compressed air slows its ejectors, warm water its cooling.</summary>
internal sealed class Press : IPhysics<PressState>
{
    public const int Cavities = 4;
    private const double ClampKn = 1200;
    private const double ReadyBand = 6;

    public string Kind => "injection-press";

    public Identification Identification { get; } = new("Brandt Maschinenbau", "IM 120", "5.0.3", "Injection press 1200 kN");

    public RegisterRows<PressState> Table { get; } = new RegisterRows<PressState>(WordOrder.Abcd)
        .Holding(100, RegisterType.Int16, "oil_temperature", 0.1, "°C", "Temperature of the hydraulic oil", s => s.Oil)
        .Holding(101, RegisterType.Int16, "melt_temperature", 0.1, "°C", "Melt temperature at the nozzle", s => s.Melt)
        .Holding(102, RegisterType.Int16, "mould_temperature", 0.1, "°C", "Mould temperature", s => s.Mould)
        .Holding(103, RegisterType.UInt16, "clamp_force", 0.1, "kN", "Clamp force", s => s.ClampForce)
        .Holding(104, RegisterType.UInt16, "injection_pressure", 0.1, "bar", "Specific injection pressure", s => s.InjectionPressure)
        .Holding(105, RegisterType.UInt16, "peak_pressure", 0.1, "bar", "Highest injection pressure of the last shot", s => s.PeakPressure)
        .Holding(106, RegisterType.UInt16, "cushion", 0.01, "mm", "Melt cushion of the last shot", s => s.Cushion)
        .Holding(107, RegisterType.UInt16, "cycle_time", 0.01, "s", "Time of the last cycle", s => s.CycleTime)
        .Holding(108, RegisterType.UInt16, "state", 1, "", "Machine state", s => (int)s.State)
        .Holding(109, RegisterType.UInt16, "phase", 1, "", "Phase of the cycle", s => (int)s.Phase)
        .Holding(110, RegisterType.UInt32, "shots", 1, "pc", "Shots", s => s.Shots)
        .Holding(112, RegisterType.UInt32, "rejects", 1, "pc", "Rejected shots", s => s.Rejects)
        .Holding(114, RegisterType.UInt16, "heater_output", 0.1, "%", "Output of the barrel heaters", s => s.Heater)
        .Holding(115, RegisterType.UInt16, "fault_code", 1, "", "0 none, 1 mould not closed, 2 ejector not home, 3 oil level low", s => s.FaultCode)
        .SetPoint(200, RegisterType.Int16, "melt_setpoint", 0.1, "°C", "Wanted melt temperature", 180, 280,
            s => s.MeltSetPoint, (s, v) => s with { MeltSetPoint = v })
        .SetPoint(201, RegisterType.UInt16, "cooling_time", 0.1, "s", "Wanted cooling time", 6, 30,
            s => s.CoolingTime, (s, v) => s with { CoolingTime = v })
        .Coil(0, "run", "1 lets the press cycle", s => s.Run, (s, on) => s with { Run = on })
        .Coil(1, "reset_fault", "Writing 1 clears the fault", s => false, (s, on) => on ? s with { FaultRemaining = 0 } : s)
        .Discrete(0, "mould_closed", "The mould is closed", s => s.Phase is PressPhase.Injecting or PressPhase.Holding or PressPhase.Cooling)
        .Discrete(1, "heating", "The barrel heaters are on", s => s.Heater > 0);

    public PressState Start(Noise noise) => new()
    {
        State = MachineState.Running,
        Run = true,
        MeltSetPoint = 228,
        Melt = 228,
        Mould = 41,
        Oil = 46,
        CoolingTime = 11,
        Shots = (uint)noise.Whole(400_000, 900_000),
        Rejects = (uint)noise.Whole(3_000, 9_000),
    };

    public PressState AfterBoot(PressState before, PressState fresh) => fresh with
    {
        Melt = before.Melt,
        Mould = before.Mould,
        Oil = before.Oil,
        Shots = 0,
        Rejects = 0,
    };

    public PressState Step(PressState s, in Surroundings around, double dt, Noise noise)
    {
        s.EjectedParts = 0;
        s = Heat(s, around, dt, noise);
        s = Sequence(s, around, dt, noise);
        var closed = s.Phase is PressPhase.Injecting or PressPhase.Holding or PressPhase.Cooling;
        s.ClampForce = Math.Max(0, FirstOrder.Towards(s.ClampForce, closed ? ClampKn : 0, dt, 0.25) + (closed ? noise.Normal() * 0.8 : 0));
        // Colder melt is stiffer: the peak tells of it before the parts do.
        var stiff = 1 + ((228 - s.Melt) * 0.012);
        var pressure = s.Phase switch
        {
            PressPhase.Injecting => 940 * stiff * Math.Min(1, 0.25 + (s.IntoPhase / 2)),
            PressPhase.Holding => 480 * stiff,
            _ => 0,
        };
        s.InjectionPressure = Math.Max(0, FirstOrder.Towards(s.InjectionPressure, pressure, dt, 0.15) + (pressure > 0 ? noise.Normal() * 4 : 0));
        return s;
    }

    public Draw DrawOf(PressState s)
    {
        var hydraulics = s.Phase switch
        {
            PressPhase.Waiting => 2.0,
            PressPhase.Injecting => 38,
            PressPhase.Closing or PressPhase.Opening => 17,
            PressPhase.Holding => 14,
            _ => 7,
        };
        var powered = s.State is MachineState.Running or MachineState.Setup or MachineState.Idle;
        return new Draw((powered ? hydraulics : 0.6) + (s.Heater * 0.12), 0.84, s.Phase == PressPhase.Ejecting ? 5.5 : 1.1, powered ? 9 : 1);
    }

    private static PressState Heat(PressState s, in Surroundings around, double dt, Noise noise)
    {
        // The barrel stays hot during a fault: cold plastic would have to be drilled out.
        s.Heater = s.Run ? Math.Clamp(((s.MeltSetPoint - s.Melt) * 9) + ((s.MeltSetPoint - 20) * 0.14), 0, 100) : 0;
        // 100 % holds about 735 K above the hall; half an hour of time constant gives a warm-up of ten minutes.
        s.Melt = noise.Wander(s.Melt, around.Hall + (s.Heater * 7.2), dt, 1800, 1.2);
        var busy = s.State == MachineState.Running ? 1.0 : 0;
        s.Mould = noise.Wander(s.Mould, around.ChilledWater + 9 + (busy * 19), dt, 240, 0.3);
        s.Oil = noise.Wander(s.Oil, Math.Max(around.Hall, around.ChilledWater + 12 + (busy * 21)), dt, 900, 0.25);
        return s;
    }

    private static PressState Sequence(PressState s, in Surroundings around, double dt, Noise noise)
    {
        if (s.FaultRemaining > 0)
        {
            s.FaultRemaining -= dt * around.Shift.Crew;
            s.State = MachineState.Fault;
            s.Phase = PressPhase.Waiting;
            return s;
        }
        s.FaultCode = 0;
        if (s.Phase == PressPhase.Waiting && (!s.Run || Math.Abs(s.Melt - s.MeltSetPoint) > ReadyBand || around.AirPressure < 4.5))
        {
            s.State = !s.Run ? MachineState.Stopped : around.AirPressure < 4.5 ? MachineState.Idle : MachineState.Setup;
            s.IntoCycle = 0;
            return s;
        }
        s.State = MachineState.Running;
        s.IntoPhase += dt;
        s.IntoCycle += dt;
        if (s.IntoPhase < Lasts(s, around))
            return s;
        s.IntoPhase = 0;
        return Next(s, dt, noise);
    }

    private static double Lasts(PressState s, in Surroundings around)
    {
        var weakAir = Math.Clamp(1 + ((6 - around.AirPressure) * 0.8), 1, 3);
        return s.Phase switch
        {
            PressPhase.Waiting => 0.2,
            PressPhase.Closing => 1.8,
            PressPhase.Injecting => 2.2,
            PressPhase.Holding => 4.0,
            PressPhase.Cooling => s.CoolingTime * Math.Clamp(1 + ((s.Mould - 41) * 0.025), 0.9, 1.6),
            PressPhase.Opening => 1.6,
            _ => 1.2 * weakAir,
        };
    }

    private static PressState Next(PressState s, double dt, Noise noise)
    {
        switch (s.Phase)
        {
            case PressPhase.Injecting:
                s.PeakPressure = s.InjectionPressure;
                s.Cushion = Math.Max(0, 4.2 + (noise.Normal() * 0.12) + ((s.Melt - 228) * 0.05));
                break;
            case PressPhase.Ejecting:
                s.Phase = PressPhase.Waiting;
                s.CycleTime = s.IntoCycle;
                s.IntoCycle = 0;
                s.Shots++;
                var bad = noise.Uniform() < 0.006 + (Math.Abs(s.Melt - 228) * 0.006) + (Math.Abs(s.Cushion - 4.2) * 0.05);
                if (bad)
                    s.Rejects++;
                else
                    s.EjectedParts = Cavities;
                if (noise.Happens(9 * 3600, Math.Max(dt, s.CycleTime)))
                {
                    s.FaultCode = noise.Whole(1, 3);
                    s.FaultRemaining = noise.Between(4, 30) * 60;
                }
                return s;
            default:
                break;
        }
        s.Phase++;
        return s;
    }
}
