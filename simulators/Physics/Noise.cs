namespace Millwright.Simulators.Physics;

/// <summary>Random numbers from a seed (SplitMix64): the same seed gives the same plant, on every machine and runtime.</summary>
internal sealed class Noise(ulong seed)
{
    private ulong _state = seed;

    /// <summary>An independent stream for a part of the plant, so that one more machine does not change the others.</summary>
    public static Noise For(int seed, string name)
    {
        // FNV-1a: string.GetHashCode differs from process to process.
        var hash = 14695981039346656037UL;
        foreach (var character in name)
            hash = (hash ^ character) * 1099511628211UL;
        return new Noise(hash ^ ((ulong)(uint)seed * 0x9E3779B97F4A7C15UL));
    }

    /// <summary>0 to below 1.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + ((high - low) * Uniform());

    public int Whole(int low, int high) => low + (int)(Uniform() * (high - low + 1));

    /// <summary>Mean 0, standard deviation 1 (Box and Muller, one of the pair).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Whether an event that happens once in <paramref name="meanSeconds"/> happens within the step.</summary>
    public bool Happens(double meanSeconds, double dt) => Uniform() < dt / meanSeconds;

    /// <summary>Moves towards a target with a time constant, with a stationary spread around it (Ornstein-Uhlenbeck, exact for any step).</summary>
    public double Wander(double value, double target, double dt, double timeConstant, double spread)
    {
        var keep = Math.Exp(-dt / timeConstant);
        return target + ((value - target) * keep) + (spread * Math.Sqrt(1 - (keep * keep)) * Normal());
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
