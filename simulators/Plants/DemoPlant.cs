using Millwright.Simulators.Machines;
using Millwright.Simulators.Physics;
using Millwright.Simulators.Serving;

namespace Millwright.Simulators.Plants;

/// <summary>The machines of the demonstration plant and the ports they live behind. <c>samples/demo-plant</c> describes the same plant to its readers.</summary>
internal sealed class DemoPlant
{

    public DemoPlant(int seed, TimeZoneInfo zone)
    {
        Press = Make("press3", new Press(), seed);
        Compressor = Make("compressor1", new Compressor(), seed);
        Spindle = Make("spindle2", new Spindle(), seed);
        Packaging = Make("packaging5", new PackagingLine(), seed);
        Chiller = Make("chiller1", new Chiller(), seed);
        Pump1 = Make("pump1", new Pump(), seed);
        MainMeter = Make("meter-main", new EnergyMeter(baseKw: 12), seed);
        PressMeter = Make("meter-press-shop", new EnergyMeter(baseKw: 1.5), seed);
        UtilityMeter = Make("meter-utilities", new EnergyMeter(baseKw: 0.8), seed);
        Hall = Make("hall1", new Hall(), seed);
        Pump2 = Make("pump2", new Pump(), seed);
        Zone = zone;
    }

    public TimeZoneInfo Zone { get; }

    public SteppedMachine<PressState> Press { get; }

    public SteppedMachine<CompressorState> Compressor { get; }

    public SteppedMachine<SpindleState> Spindle { get; }

    public SteppedMachine<PackagingState> Packaging { get; }

    public SteppedMachine<ChillerState> Chiller { get; }

    public SteppedMachine<PumpState> Pump1 { get; }

    public SteppedMachine<PumpState> Pump2 { get; }

    public SteppedMachine<MeterState> MainMeter { get; }

    public SteppedMachine<MeterState> PressMeter { get; }

    public SteppedMachine<MeterState> UtilityMeter { get; }

    public SteppedMachine<HallState> Hall { get; }

    /// <summary>In the order in which they are stepped.</summary>
    public IReadOnlyList<Machine> Machines =>
        [Hall, Compressor, Chiller, Press, Spindle, Packaging, Pump1, Pump2, PressMeter, UtilityMeter, MainMeter];

    /// <summary>The ports, the first at <paramref name="basePort"/>.</summary>
    public IReadOnlyList<PortPlan> Ports(int basePort, string? serialLink)
    {
        int At(int offset) => basePort == 0 ? 0 : basePort + offset;
        return
        [
            Tcp("press3", At(0), Press),
            Tcp("compressor1", At(1), Compressor),
            Tcp("spindle2", At(2), Spindle),
            Tcp("packaging5", At(3), Packaging),
            new PortPlan("utilities-gateway", LineKind.Tcp, At(4), null, new Dictionary<byte, Machine> { [11] = Chiller, [12] = Pump1 }),
            new PortPlan("meters", LineKind.RtuOverTcp, At(5), null,
                new Dictionary<byte, Machine> { [1] = MainMeter, [2] = PressMeter, [3] = UtilityMeter }),
            new PortPlan("line5", LineKind.Serial, 0, serialLink, new Dictionary<byte, Machine> { [1] = Hall, [2] = Pump2 }),
        ];
    }

    private static PortPlan Tcp(string name, int port, Machine machine) =>
        new(name, LineKind.Tcp, port, null, new Dictionary<byte, Machine> { [1] = machine });

    private static SteppedMachine<TState> Make<TState>(string name, IPhysics<TState> physics, int seed)
        where TState : struct => new(name, physics, Noise.For(seed, name));
}
