using Millwright.Modbus.Registers;
using Millwright.Simulators.Physics;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.Machines;

internal record struct SpindleState
{
    public MachineState State { get; set; }
    public bool CycleStart { get; set; }
    public double Override { get; set; }
    public int Program { get; set; }
    public int BatchSize { get; set; }
    public int BatchDone { get; set; }
    public uint Parts { get; set; }
    public double CycleTime { get; set; }
    public double IntoCycle { get; set; }
    public double LastCycle { get; set; }
    public double SetupRemaining { get; set; }
    public double ToolChangeRemaining { get; set; }
    public double AlarmRemaining { get; set; }
    public int Alarm { get; set; }
    public int Tool { get; set; }
    public double ToolWear { get; set; }
    public uint ToolChanges { get; set; }
    public double Speed { get; set; }
    public double Load { get; set; }
    public double Vibration { get; set; }
    public double Temperature { get; set; }
    public double Feed { get; set; }
    public double CoolantLevel { get; set; }
}

/// <summary>A machining centre: batches of parts, tools that wear and are changed, alarms; an operator sets up and attends.</summary>
internal sealed class Spindle : IPhysics<SpindleState>
{
    private const double ToolLife = 5400;
    private const int ToolBroken = 2041;
    private const int AxisOverload = 1502;

    public string Kind => "machining-centre";

    public Identification Identification { get; } = new("Kessler & Rau", "VMC 850", "7.2.1", "Vertical machining centre");

    public RegisterRows<SpindleState> Table { get; } = new RegisterRows<SpindleState>(WordOrder.Cdab)
        .Input(0, RegisterType.UInt16, "state", 1, "", "Machine state", s => (int)s.State)
        .Input(1, RegisterType.UInt16, "program", 1, "", "Number of the running program", s => s.Program)
        .Input(2, RegisterType.Float32, "speed", 1, "rpm", "Spindle speed", s => s.Speed)
        .Input(4, RegisterType.Float32, "load", 1, "%", "Spindle load", s => s.Load)
        .Input(6, RegisterType.Float32, "vibration", 1, "mm/s", "Vibration velocity RMS at the front bearing", s => s.Vibration)
        .Input(8, RegisterType.Float32, "temperature", 1, "°C", "Temperature of the front bearing", s => s.Temperature)
        .Input(10, RegisterType.Float32, "feed", 1, "mm/min", "Feed rate", s => s.Feed)
        .Input(12, RegisterType.UInt16, "tool", 1, "", "Tool in the spindle", s => s.Tool)
        .Input(13, RegisterType.Float32, "tool_wear", 1, "%", "Used part of the tool's life", s => s.ToolWear)
        .Input(15, RegisterType.UInt32, "parts", 1, "pc", "Finished parts", s => s.Parts)
        .Input(17, RegisterType.UInt16, "batch_size", 1, "pc", "Parts of the running batch", s => s.BatchSize)
        .Input(18, RegisterType.UInt16, "batch_done", 1, "pc", "Parts of the batch that are finished", s => s.BatchDone)
        .Input(19, RegisterType.Float32, "cycle_time", 1, "s", "Time of the last part", s => s.LastCycle)
        .Input(21, RegisterType.UInt32, "tool_changes", 1, "", "Tools replaced for wear", s => s.ToolChanges)
        .Input(23, RegisterType.UInt16, "alarm", 1, "", "Number of the alarm; 0 none", s => s.Alarm)
        .Input(24, RegisterType.UInt16, "coolant_level", 0.1, "%", "Level of the coolant tank", s => s.CoolantLevel)
        .SetPoint(100, RegisterType.UInt16, "feed_override", 1, "%", "Feed override", 20, 120,
            s => s.Override, (s, v) => s with { Override = v })
        .Coil(0, "cycle_start", "1 lets the program run, 0 holds it", s => s.CycleStart, (s, on) => s with { CycleStart = on })
        .Coil(1, "reset_alarm", "Writing 1 clears the alarm", s => false, (s, on) => on ? s with { AlarmRemaining = 0 } : s)
        .Discrete(0, "door_closed", "The door is closed and locked", s => s.State == MachineState.Running)
        .Discrete(1, "coolant_on", "The coolant pump runs", s => s.Speed > 100);

    public SpindleState Start(Noise noise) => new()
    {
        State = MachineState.Running,
        CycleStart = true,
        Override = 100,
        Program = noise.Whole(1001, 1009),
        BatchSize = noise.Whole(15, 60),
        CycleTime = noise.Between(140, 320),
        Tool = noise.Whole(1, 12),
        ToolWear = noise.Between(10, 60),
        Parts = (uint)noise.Whole(12_000, 30_000),
        Temperature = 34,
        CoolantLevel = noise.Between(60, 95),
    };

    public SpindleState AfterBoot(SpindleState before, SpindleState fresh) => fresh with
    {
        State = MachineState.Setup,
        SetupRemaining = 60,
        Parts = 0,
        ToolWear = before.ToolWear,
        Temperature = before.Temperature,
        CoolantLevel = before.CoolantLevel,
    };

    public SpindleState Step(SpindleState s, in Surroundings around, double dt, Noise noise)
    {
        s = Sequence(s, around, dt, noise);
        var cutting = s.State == MachineState.Running && s.ToolChangeRemaining <= 0;
        var phase = s.IntoCycle / s.CycleTime;
        // Roughing, then drilling, then finishing: each with its own speed and force.
        var (speed, force) = !cutting ? (0, 0) : phase < 0.5 ? (6200.0, 1.0) : phase < 0.75 ? (9000.0, 0.55) : (11500.0, 0.3);
        s.Speed = FirstOrder.Towards(s.Speed, speed, dt, 0.9);
        s.Feed = FirstOrder.Towards(s.Feed, cutting ? 1800 * s.Override / 100 : 0, dt, 0.4);
        var wear = s.ToolWear / 100;
        var load = cutting ? 8 + (force * (42 + (22 * wear * wear)) * (0.4 + (0.6 * s.Override / 100))) : s.Speed / 2500;
        s.Load = Math.Clamp(noise.Wander(s.Load, load, dt, 0.5, cutting ? 2.2 : 0.2), 0, 150);
        var shake = 0.15 + (s.Speed / 12_000) + (cutting ? force * (0.5 + (2.6 * Math.Pow(wear, 3))) : 0);
        s.Vibration = Math.Max(0, noise.Wander(s.Vibration, shake, dt, 0.7, 0.08 + (0.1 * force)));
        s.Temperature = noise.Wander(s.Temperature, around.Hall + (s.Speed / 11_500 * 17) + (s.Load * 0.08), dt, 600, 0.15);
        s.CoolantLevel = s.CoolantLevel < 25 ? 95 : s.CoolantLevel - (cutting ? 3.0 / 3600 * dt : 0);
        if (cutting)
            s.ToolWear = Math.Min(120, s.ToolWear + (100 / ToolLife * dt * (0.5 + force) * s.Override / 100));
        return s;
    }

    public Draw DrawOf(SpindleState s) => new(1.8 + (s.Load * 0.16) + (s.Speed > 100 ? 1.5 : 0), 0.82, s.State == MachineState.Running ? 0.9 : 0.2, s.Load * 0.05);

    private static SpindleState Sequence(SpindleState s, in Surroundings around, double dt, Noise noise)
    {
        if (s.AlarmRemaining > 0)
        {
            s.AlarmRemaining -= around.Shift.OnBreak ? 0 : dt * around.Shift.Crew;
            s.State = MachineState.Fault;
            return s;
        }
        s.Alarm = 0;
        if (s.SetupRemaining > 0)
        {
            s.State = around.Shift.OnBreak ? MachineState.Idle : MachineState.Setup;
            s.SetupRemaining -= around.Shift.OnBreak ? 0 : dt;
            return s;
        }
        if (!s.CycleStart)
        {
            s.State = MachineState.Stopped;
            return s;
        }
        if (s.ToolChangeRemaining > 0)
        {
            s.ToolChangeRemaining -= dt;
            return s;
        }
        // A finished part waits for the operator; the one in work is finished during the break.
        if (s.IntoCycle <= 0 && around.Shift.OnBreak)
        {
            s.State = MachineState.Idle;
            return s;
        }
        s.State = MachineState.Running;
        if (noise.Happens(6 * 3600 / (1 + (s.ToolWear > 98 ? 40 : 0)), dt))
        {
            s.Alarm = s.ToolWear > 90 ? ToolBroken : AxisOverload;
            s.AlarmRemaining = noise.Between(3, 18) * 60;
            if (s.Alarm == ToolBroken)
                s = NewTool(s, noise);
            return s;
        }
        s.IntoCycle += dt * s.Override / 100;
        return s.IntoCycle < s.CycleTime ? s : PartDone(s, noise);
    }

    private static SpindleState PartDone(SpindleState s, Noise noise)
    {
        s.LastCycle = (s.IntoCycle * 100 / s.Override) + noise.Between(4, 9);
        s.IntoCycle = 0;
        s.Parts++;
        s.BatchDone++;
        if (s.ToolWear >= 100)
            s = NewTool(s, noise);
        if (s.BatchDone < s.BatchSize)
            return s;
        s.BatchDone = 0;
        s.BatchSize = noise.Whole(15, 60);
        s.Program = noise.Whole(1001, 1009);
        s.CycleTime = noise.Between(140, 320);
        s.SetupRemaining = noise.Between(5, 18) * 60;
        return s;
    }

    private static SpindleState NewTool(SpindleState s, Noise noise) => s with
    {
        ToolWear = 0,
        ToolChanges = s.ToolChanges + 1,
        Tool = noise.Whole(1, 12),
        ToolChangeRemaining = 22,
    };
}
