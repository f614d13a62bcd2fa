using Millwright.Simulators.Faults;
using Millwright.Simulators.Physics;

namespace Millwright.Simulators.Plants;

/// <summary>Draws the faults that come by chance: mostly short silences and slowness, seldom a power cycle.</summary>
internal sealed class FaultDice(int seed, double perHour)
{
    private static readonly FaultKind[] Kinds =
    [
        FaultKind.UnitSilence, FaultKind.UnitSilence, FaultKind.SlowAnswers, FaultKind.SlowAnswers, FaultKind.Exception, FaultKind.CorruptBytes,
        FaultKind.SplitFrames, FaultKind.ConnectionRefused, FaultKind.PowerCycle,
    ];

    private readonly Noise _noise = Noise.For(seed, "faults");

    /// <summary>The next fault, with the time to wait for it.</summary>
    public ScheduledFault Next(IReadOnlyList<SimulatedMachine> machines)
    {
        var wait = TimeSpan.FromHours(-Math.Log(1 - _noise.Uniform()) / perHour);
        var machine = machines[_noise.Whole(0, machines.Count - 1)].Name;
        var kind = Kinds[_noise.Whole(0, Kinds.Length - 1)];
        return new ScheduledFault(wait, machine, new Fault(kind), TimeSpan.FromSeconds(_noise.Between(4, 40)));
    }
}
