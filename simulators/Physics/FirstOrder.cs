namespace Millwright.Simulators.Physics;

/// <summary>The step response of everything that warms up, runs up or drains.</summary>
internal static class FirstOrder
{
    /// <summary>The value after a step of <paramref name="dt"/> seconds towards the target.</summary>
    public static double Towards(double value, double target, double dt, double timeConstant) =>
        target + ((value - target) * Math.Exp(-dt / timeConstant));

    /// <summary>Moves towards the target at a limited rate per second.</summary>
    public static double Ramp(double value, double target, double dt, double rate) =>
        value < target ? Math.Min(target, value + (rate * dt)) : Math.Max(target, value - (rate * dt));
}
