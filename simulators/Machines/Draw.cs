namespace Millwright.Simulators.Machines;

/// <summary>What a machine takes from the plant.</summary>
/// <param name="Kw">Active power.</param>
/// <param name="CosPhi">Displacement factor of that power, inductive.</param>
/// <param name="Air">Free air, m³/min.</param>
/// <param name="HeatToWater">Heat into the chilled water, kW.</param>
internal readonly record struct Draw(double Kw, double CosPhi, double Air, double HeatToWater)
{
    /// <summary>Reactive power; nothing is drawn without active power.</summary>
    public double Kvar => Kw <= 0 ? 0 : Kw * Math.Sqrt(1 - (CosPhi * CosPhi)) / CosPhi;
}
