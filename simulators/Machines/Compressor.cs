using Millwright.Modbus.Registers;
using Millwright.Simulators.Physics;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.Machines;

internal record struct CompressorState
{
    public MachineState State { get; set; }
    public bool Run { get; set; }
    public double Pressure { get; set; }
    public double LoadAt { get; set; }
    public double UnloadAt { get; set; }
    public bool Loaded { get; set; }
    public double OilTemperature { get; set; }
    public double FilterLoss { get; set; }
    public double MotorCurrent { get; set; }
    public double Flow { get; set; }
    public double RunHours { get; set; }
    public double LoadedHours { get; set; }
    public uint LoadCycles { get; set; }
    public double FaultRemaining { get; set; }
    public int FaultCode { get; set; }
}

/// <summary>A screw compressor of 55 kW on a 3 m³ receiver, running between a load and an unload pressure.</summary>
internal sealed class Compressor : IPhysics<CompressorState>
{
    public const double RatedFlow = 9.5;
    private const double ReceiverVolume = 3;
    private const double TripTemperature = 110;

    public string Kind => "screw-compressor";

    public Identification Identification { get; } = new("Aeroflux", "SK 55", "3.14", "Screw compressor 55 kW");

    public RegisterRows<CompressorState> Table { get; } = new RegisterRows<CompressorState>(WordOrder.Abcd)
        .Holding(100, RegisterType.UInt16, "state", 1, "", "Machine state", s => (int)s.State)
        .Holding(101, RegisterType.Int16, "pressure", 0.01, "bar", "Pressure in the receiver", s => s.Pressure)
        .Holding(102, RegisterType.Int16, "oil_temperature", 0.1, "°C", "Oil temperature at the screw outlet", s => s.OilTemperature)
        .Holding(103, RegisterType.UInt16, "motor_current", 0.1, "A", "Motor current", s => s.MotorCurrent)
        .Holding(104, RegisterType.UInt16, "filter_loss", 0.1, "mbar", "Pressure loss of the intake filter", s => s.FilterLoss)
        .Holding(105, RegisterType.UInt16, "flow", 0.01, "m³/min", "Delivered free air", s => s.Flow)
        .Holding(106, RegisterType.UInt32, "run_hours", 0.01, "h", "Hours with the motor on", s => s.RunHours)
        .Holding(108, RegisterType.UInt32, "loaded_hours", 0.01, "h", "Hours under load", s => s.LoadedHours)
        .Holding(110, RegisterType.UInt32, "load_cycles", 1, "", "Changes from unloaded to loaded", s => s.LoadCycles)
        .Holding(112, RegisterType.UInt16, "fault_code", 1, "", "0 none, 1 oil too hot, 2 motor overload", s => s.FaultCode)
        .SetPoint(200, RegisterType.UInt16, "load_pressure", 0.01, "bar", "Loads below this pressure", 5.5, 8.5,
            s => s.LoadAt, (s, v) => s with { LoadAt = Math.Min(v, s.UnloadAt - 0.2) })
        .SetPoint(201, RegisterType.UInt16, "unload_pressure", 0.01, "bar", "Unloads above this pressure", 6, 10,
            s => s.UnloadAt, (s, v) => s with { UnloadAt = Math.Max(v, s.LoadAt + 0.2) })
        .Coil(0, "run", "1 lets the compressor run", s => s.Run, (s, on) => s with { Run = on })
        .Coil(1, "reset_fault", "Writing 1 clears a fault whose cause is gone", s => false, (s, on) => on && s.OilTemperature < TripTemperature - 15 ? s with { FaultRemaining = 0 } : s)
        .Coil(2, "filter_changed", "Writing 1 says that the intake filter is new", s => false, (s, on) => on ? s with { FilterLoss = 18 } : s)
        .Discrete(0, "loaded", "The compressor delivers air", s => s.Loaded)
        .Discrete(1, "filter_warning", "The intake filter is to be changed", s => s.FilterLoss > 60);

    public CompressorState Start(Noise noise) => new()
    {
        Run = true,
        State = MachineState.Running,
        Pressure = noise.Between(6.8, 7.4),
        LoadAt = 6.6,
        UnloadAt = 7.5,
        Loaded = true,
        OilTemperature = 74,
        FilterLoss = noise.Between(25, 45),
        RunHours = noise.Between(9_000, 16_000),
        LoadedHours = noise.Between(5_000, 8_000),
        LoadCycles = (uint)noise.Whole(100_000, 400_000),
    };

    public CompressorState AfterBoot(CompressorState before, CompressorState fresh) => fresh with
    {
        Pressure = before.Pressure,
        OilTemperature = before.OilTemperature,
        FilterLoss = before.FilterLoss,
        RunHours = 0,
        LoadedHours = 0,
        LoadCycles = 0,
    };

    public CompressorState Step(CompressorState s, in Surroundings around, double dt, Noise noise)
    {
        s = Faults(s, dt, noise);
        s.State = s.FaultRemaining > 0 ? MachineState.Fault : !s.Run ? MachineState.Stopped : s.Loaded ? MachineState.Running : MachineState.Idle;
        var turning = s.State is MachineState.Running or MachineState.Idle;
        var load = turning && (s.Pressure <= s.LoadAt || (s.Loaded && s.Pressure < s.UnloadAt));
        if (load && !s.Loaded)
            s.LoadCycles++;
        s.Loaded = load;

        s.Flow = FirstOrder.Towards(s.Flow, load ? RatedFlow * (1 - (s.FilterLoss / 1500)) : 0, dt, 1.5);
        // Consumers take less from a weak net; leaks are part of the demand.
        var taken = around.AirDemand * Math.Clamp(s.Pressure / 6.5, 0, 1.1);
        s.Pressure = Math.Clamp(s.Pressure + ((s.Flow - taken) / 60 / ReceiverVolume * dt), 0, 11);

        var warm = !turning ? around.Hall : load ? around.Hall + 54 + ((s.Pressure - 7) * 3) : around.Hall + 38;
        s.OilTemperature = noise.Wander(s.OilTemperature, warm, dt, turning ? 420 : 2400, 0.4);
        var current = !turning ? 0 : load ? 62 + (5.6 * s.Pressure) + (s.FilterLoss * 0.05) : 37;
        s.MotorCurrent = Math.Max(0, noise.Wander(s.MotorCurrent, current, dt, 0.8, turning ? 0.6 : 0));
        if (turning)
            s.RunHours += dt / 3600;
        if (load)
        {
            s.LoadedHours += dt / 3600;
            s.FilterLoss += 55.0 / (900 * 3600) * dt * noise.Between(0.5, 1.5);
        }
        return s;
    }

    public Draw DrawOf(CompressorState s) => new(s.MotorCurrent * 0.4 * Math.Sqrt(3) * 0.86, 0.86, 0, 0);

    private static CompressorState Faults(CompressorState s, double dt, Noise noise)
    {
        if (s.FaultRemaining > 0)
        {
            s.FaultRemaining -= dt;
            if (s.FaultRemaining <= 0)
                s.FaultCode = 0;
            return s;
        }
        s.FaultCode = 0;
        if (s.State == MachineState.Running && (s.OilTemperature > TripTemperature || noise.Happens(14 * 86_400, dt)))
        {
            s.FaultCode = s.OilTemperature > TripTemperature ? 1 : 2;
            s.FaultRemaining = noise.Between(6, 35) * 60;
        }
        return s;
    }
}
