using Millwright.Modbus.Registers;
using Millwright.Simulators.Physics;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.Machines;

internal record struct ChillerState
{
    public MachineState State { get; set; }
    public bool Run { get; set; }
    public double SetPoint { get; set; }
    public double Supply { get; set; }
    public double Return { get; set; }
    public double Ambient { get; set; }
    public double Flow { get; set; }
    public double Capacity { get; set; }
    public double Heat { get; set; }
    public double Power { get; set; }
    public double Cop { get; set; }
    public double Fouling { get; set; }
    public double HighPressure { get; set; }
    public double LowPressure { get; set; }
    public double ThermalEnergy { get; set; }
    public double FaultRemaining { get; set; }
}

/// <summary>A chiller of 60 kW with an air-cooled condenser: its efficiency follows the weather and the dirt on its fins.</summary>
internal sealed class Chiller : IPhysics<ChillerState>
{
    private const double RatedKw = 60;
    private const double WaterLoopKjPerK = 1200 * 4.19;

    public string Kind => "chiller";

    public Identification Identification { get; } = new("Nordkalt", "NK-60", "2.8.0", "Air-cooled chiller 60 kW");

    public RegisterRows<ChillerState> Table { get; } = new RegisterRows<ChillerState>(WordOrder.Badc)
        .Input(0, RegisterType.UInt16, "state", 1, "", "Machine state", s => (int)s.State)
        .Input(1, RegisterType.Int16, "supply_temperature", 0.01, "°C", "Chilled water to the machines", s => s.Supply)
        .Input(2, RegisterType.Int16, "return_temperature", 0.01, "°C", "Chilled water from the machines", s => s.Return)
        .Input(3, RegisterType.Int16, "ambient_temperature", 0.1, "°C", "Air at the condenser", s => s.Ambient)
        .Input(4, RegisterType.Float32, "water_flow", 1, "m³/h", "Chilled water flow", s => s.Flow)
        .Input(6, RegisterType.Float32, "cooling_power", 1, "kW", "Heat taken from the water", s => s.Heat)
        .Input(8, RegisterType.Float32, "electric_power", 1, "kW", "Electric power of compressors and fans", s => s.Power)
        .Input(10, RegisterType.Float32, "cop", 1, "", "Heat taken per electric energy", s => s.Cop)
        .Input(12, RegisterType.UInt16, "capacity", 0.1, "%", "Used part of the capacity", s => s.Capacity * 100)
        .Input(13, RegisterType.UInt16, "high_pressure", 0.01, "bar", "Condensing pressure", s => s.HighPressure)
        .Input(14, RegisterType.UInt16, "low_pressure", 0.01, "bar", "Evaporating pressure", s => s.LowPressure)
        .Input(15, RegisterType.UInt32, "thermal_energy", 0.1, "kWh", "Heat taken since commissioning", s => s.ThermalEnergy)
        .SetPoint(100, RegisterType.Int16, "supply_setpoint", 0.1, "°C", "Wanted supply temperature", 6, 18,
            s => s.SetPoint, (s, v) => s with { SetPoint = v })
        .Coil(0, "run", "1 lets the chiller run", s => s.Run, (s, on) => s with { Run = on })
        .Coil(1, "reset_fault", "Writing 1 clears the fault", s => false, (s, on) => on ? s with { FaultRemaining = 0 } : s)
        .Coil(2, "condenser_cleaned", "Writing 1 says that the condenser is clean", s => false, (s, on) => on ? s with { Fouling = 0 } : s)
        .Discrete(0, "high_pressure_warning", "Condensing pressure near its limit", s => s.HighPressure > 24);

    public ChillerState Start(Noise noise) => new()
    {
        State = MachineState.Running,
        Run = true,
        SetPoint = 12,
        Supply = 12.3,
        Return = 15,
        Ambient = 12,
        Flow = 11,
        Capacity = 0.3,
        Cop = 4.2,
        Fouling = noise.Between(0.1, 0.4),
        HighPressure = 15,
        LowPressure = 6,
        ThermalEnergy = noise.Between(80_000, 200_000),
    };

    public ChillerState AfterBoot(ChillerState before, ChillerState fresh) => fresh with
    {
        Supply = before.Supply,
        Return = before.Return,
        Fouling = before.Fouling,
        ThermalEnergy = 0,
    };

    public ChillerState Step(ChillerState s, in Surroundings around, double dt, Noise noise)
    {
        if (s.FaultRemaining > 0)
            s.FaultRemaining -= dt;
        else if (s.State == MachineState.Running && noise.Happens(21 * 86_400 / (1 + (20 * s.Fouling * s.Fouling)), dt))
            s.FaultRemaining = noise.Between(8, 45) * 60;
        s.State = s.FaultRemaining > 0 ? MachineState.Fault : !s.Run ? MachineState.Stopped : s.Capacity < 0.02 ? MachineState.Idle : MachineState.Running;
        var on = s.State is MachineState.Running or MachineState.Idle;

        s.Ambient = noise.Wander(s.Ambient, around.Outdoor + 1.5, dt, 300, 0.2);
        s.Flow = Math.Max(0, noise.Wander(s.Flow, 11, dt, 5, 0.06));
        var wanted = on ? Math.Clamp(((s.Supply - s.SetPoint) * 0.35) + (around.HeatToWater / RatedKw), 0, 1) : 0;
        s.Capacity = FirstOrder.Ramp(s.Capacity, wanted, dt, 0.02);
        s.Heat = s.Capacity * RatedKw;
        // The loop stores the difference between what comes in and what is taken out, and takes a little from the hall.
        var gain = around.HeatToWater + ((around.Hall - s.Supply) * 0.25) - s.Heat;
        s.Supply = Math.Clamp(s.Supply + (gain / WaterLoopKjPerK * dt), 2, 45);
        s.Return = noise.Wander(s.Return, s.Supply + (around.HeatToWater / (s.Flow * 1.163)), dt, 40, 0.03);

        var lift = Math.Max(5, s.Ambient + 12 + (s.Fouling * 12) - s.Supply);
        s.Cop = noise.Wander(s.Cop, Math.Clamp(0.42 * 278 / lift, 1.8, 6.5) * (1 - (0.25 * s.Fouling)), dt, 60, 0.02);
        s.Power = s.Heat / s.Cop + (on ? 1.4 : 0.1);
        s.HighPressure = noise.Wander(s.HighPressure, on ? 7.5 + ((s.Ambient + 12 + (s.Fouling * 12)) * 0.3) + (s.Capacity * 2.5) : 9, dt, 30, 0.05);
        s.LowPressure = noise.Wander(s.LowPressure, on ? 3.4 + (s.Supply * 0.14) - (s.Capacity * 0.5) : 9, dt, 30, 0.02);
        s.ThermalEnergy += s.Heat * dt / 3600;
        s.Fouling = Math.Min(1, s.Fouling + (dt * s.Capacity / (60 * 86_400.0)));
        return s;
    }

    public Draw DrawOf(ChillerState s) => new(s.Power, 0.83, 0, 0);
}
