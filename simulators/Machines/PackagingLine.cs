using Millwright.Modbus.Registers;
using Millwright.Simulators.Physics;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.Machines;

internal record struct PackagingState
{
    public MachineState State { get; set; }
    public bool Run { get; set; }
    public StopReason Reason { get; set; }
    public double StopRemaining { get; set; }
    public double SpeedSetPoint { get; set; }
    public double Speed { get; set; }
    public double Buffer { get; set; }
    public double Piece { get; set; }
    public uint Good { get; set; }
    public uint Rejects { get; set; }
    public uint Stops { get; set; }
    public double FilmRemaining { get; set; }
    public double SealTemperature { get; set; }
    public int Order { get; set; }
    public uint OrderSize { get; set; }
    public uint OrderDone { get; set; }
}

/// <summary>A flow packer: fed from a buffer that the press and a second press fill, stopped by jams, empty film, a full pallet and the crew's breaks.</summary>
internal sealed class PackagingLine : IPhysics<PackagingState>
{
    public const double BufferSize = 600;
    private const double FilmMetres = 1200;
    private const double SealSetPoint = 165;

    public string Kind => "packaging-line";

    public Identification Identification { get; } = new("Packwell", "FlowLine 60", "4.4.2", "Flow packer with checkweigher");

    public RegisterRows<PackagingState> Table { get; } = new RegisterRows<PackagingState>(WordOrder.Abcd)
        .Holding(0, RegisterType.UInt16, "state", 1, "", "Machine state", s => (int)s.State)
        .Holding(1, RegisterType.UInt16, "stop_reason", 1, "", "Why the line stands", s => (int)s.Reason)
        .Holding(2, RegisterType.UInt16, "speed", 0.1, "", "Packs per minute", s => s.Speed)
        .Holding(3, RegisterType.UInt32, "good", 1, "pc", "Good packs", s => s.Good)
        .Holding(5, RegisterType.UInt32, "rejects", 1, "pc", "Rejected packs", s => s.Rejects)
        .Holding(7, RegisterType.UInt32, "stops", 1, "", "Stops", s => s.Stops)
        .Holding(9, RegisterType.UInt16, "buffer", 1, "pc", "Parts in the buffer before the line", s => s.Buffer)
        .Holding(10, RegisterType.UInt16, "film_remaining", 0.1, "m", "Film left on the roll", s => s.FilmRemaining)
        .Holding(11, RegisterType.Int16, "seal_temperature", 0.1, "°C", "Temperature of the sealing jaws", s => s.SealTemperature)
        .Holding(12, RegisterType.UInt32, "order_size", 1, "pc", "Packs ordered", s => s.OrderSize)
        .Holding(14, RegisterType.UInt32, "order_done", 1, "pc", "Good packs of the order", s => s.OrderDone)
        .Text(20, 8, "order", "Number of the running order", s => $"PO-{s.Order}")
        .SetPoint(100, RegisterType.UInt16, "speed_setpoint", 0.1, "", "Wanted packs per minute", 10, 60,
            s => s.SpeedSetPoint, (s, v) => s with { SpeedSetPoint = v })
        .Coil(0, "run", "1 lets the line run", s => s.Run, (s, on) => s with { Run = on })
        .Coil(1, "acknowledge", "Writing 1 says that the stop is cleared", s => false, (s, on) => on ? s with { StopRemaining = 0 } : s)
        .Discrete(0, "starved", "No parts from upstream", s => s.Reason == StopReason.Starved)
        .Discrete(1, "blocked", "No room downstream", s => s.Reason == StopReason.Blocked);

    public PackagingState Start(Noise noise) => new()
    {
        State = MachineState.Running,
        Run = true,
        SpeedSetPoint = 34,
        Buffer = noise.Between(120, 350),
        FilmRemaining = noise.Between(300, FilmMetres),
        SealTemperature = SealSetPoint,
        Order = noise.Whole(48_000, 49_900),
        OrderSize = (uint)noise.Whole(20, 60) * 100,
        Good = (uint)noise.Whole(100_000, 600_000),
        Rejects = (uint)noise.Whole(1_000, 6_000),
    };

    public PackagingState AfterBoot(PackagingState before, PackagingState fresh) => fresh with
    {
        Buffer = before.Buffer,
        FilmRemaining = before.FilmRemaining,
        SealTemperature = before.SealTemperature,
        Order = before.Order,
        OrderSize = before.OrderSize,
        Good = 0,
        Rejects = 0,
        Stops = 0,
    };

    public PackagingState Step(PackagingState s, in Surroundings around, double dt, Noise noise)
    {
        // The second press is not simulated; it gives about 22 parts a minute while somebody attends it.
        var second = around.Shift.OnBreak ? 0 : 22.0 / 60 * noise.Between(0.4, 1.6);
        s.Buffer = Math.Min(BufferSize, s.Buffer + ((around.PressParts + second) * dt));
        s.SealTemperature = noise.Wander(s.SealTemperature, s.Run ? SealSetPoint : around.Hall, dt, s.Run ? 90 : 900, 0.5);
        s = Stops(s, around, dt, noise);
        s.State = !s.Run ? MachineState.Stopped : s.Reason switch
        {
            StopReason.None => MachineState.Running,
            StopReason.Jam => MachineState.Fault,
            StopReason.MaterialChange or StopReason.NoOrder => MachineState.Setup,
            StopReason.QualityCheck => MachineState.Stopped,
            _ => MachineState.Idle,
        };
        s.Speed = FirstOrder.Ramp(s.Speed, s.State == MachineState.Running ? s.SpeedSetPoint : 0, dt, 6);
        s.Piece += s.Speed / 60 * dt;
        while (s.Piece >= 1)
            s = Pack(s, noise);
        return s;
    }

    public Draw DrawOf(PackagingState s) => new((s.Run ? 2.2 : 0.3) + (s.Speed * 0.11), 0.78, s.State == MachineState.Running ? 1.4 : 0.15, 0);

    private static PackagingState Pack(PackagingState s, Noise noise)
    {
        s.Piece--;
        s.Buffer = Math.Max(0, s.Buffer - 1);
        s.FilmRemaining = Math.Max(0, s.FilmRemaining - 0.18);
        var cold = Math.Abs(s.SealTemperature - SealSetPoint) > 8 ? 0.3 : 0;
        if (noise.Uniform() < 0.008 + cold + (s.SpeedSetPoint > 50 ? 0.02 : 0))
        {
            s.Rejects++;
            return s;
        }
        s.Good++;
        s.OrderDone++;
        return s;
    }

    private static PackagingState Stops(PackagingState s, in Surroundings around, double dt, Noise noise)
    {
        s.StopRemaining -= dt * around.Shift.Crew;
        if (s.StopRemaining > 0)
            return s;
        var before = s.Reason;
        var speed = s.SpeedSetPoint / 34;
        (s.Reason, var minutes) = s switch
        {
            _ when around.Shift.OnBreak => (StopReason.Break, 0.0),
            _ when s.OrderDone >= s.OrderSize => (StopReason.NoOrder, noise.Between(4, 12)),
            _ when s.FilmRemaining < 1 => (StopReason.MaterialChange, noise.Between(3, 7)),
            // Some parts must have come before it starts again, or it would stutter.
            _ when s.Buffer < (before == StopReason.Starved ? 40 : 1) => (StopReason.Starved, 0),
            _ when noise.Happens(14 * 60 / speed, dt) => (StopReason.Jam, noise.Between(0.3, 2.5)),
            _ when noise.Happens(3 * 3600, dt) => (StopReason.Blocked, noise.Between(2, 8)),
            _ when noise.Happens(4 * 3600, dt) => (StopReason.QualityCheck, noise.Between(2, 6)),
            _ => (StopReason.None, 0),
        };
        s.StopRemaining = minutes * 60;
        if (s.Reason != StopReason.None && before == StopReason.None)
            s.Stops++;
        return s.Reason switch
        {
            StopReason.MaterialChange => s with { FilmRemaining = FilmMetres },
            StopReason.NoOrder => s with { Order = s.Order + 1, OrderDone = 0, OrderSize = (uint)noise.Whole(20, 60) * 100 },
            _ => s,
        };
    }
}
