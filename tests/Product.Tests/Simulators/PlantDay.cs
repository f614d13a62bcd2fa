using Millwright.Simulators.Machines;
using Millwright.Simulators.Plants;

namespace Product.Tests.Simulators;

/// <summary>A working day of the plant, computed once and looked at by many tests.</summary>
public sealed class PlantDay
{
    internal static readonly DateTimeOffset Monday = new(2026, 3, 9, 5, 0, 0, TimeSpan.Zero);

    private readonly List<Moment> _moments = [];

    public PlantDay()
    {
        Plant = new DemoPlant(seed: 7, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        var physics = new PlantPhysics(Plant, Monday);
        for (var second = 0; second < 8 * 3600; second += 2)
        {
            physics.RunTo(second, int.MaxValue);
            _moments.Add(new Moment(
                physics.Observe(), Plant.Press.State, Plant.Compressor.State, Plant.Spindle.State, Plant.Packaging.State, Plant.Chiller.State,
                Plant.Pump1.State, Plant.MainMeter.State, Plant.PressMeter.State, Plant.UtilityMeter.State));
        }
    }

    internal DemoPlant Plant { get; }

    internal IReadOnlyList<Moment> Moments => _moments;

    internal sealed record Moment(
        Surroundings Around, PressState Press, CompressorState Compressor, SpindleState Spindle, PackagingState Packaging, ChillerState Chiller,
        PumpState Pump, MeterState Main, MeterState PressMeter, MeterState Utilities)
    {
        public override string ToString() => $"{Around.Local:O}";
    }
}
