using Millwright.Simulators.Physics;
using Millwright.Simulators.Registers;

namespace Millwright.Simulators.Machines;

/// <summary>A kind of machine: where it starts, how it moves, what it takes, and its register table. Without state of its own.</summary>
internal interface IPhysics<TState>
    where TState : struct
{
    string Kind { get; }

    Identification Identification { get; }

    RegisterRows<TState> Table { get; }

    TState Start(Noise noise);

    /// <summary>The next state. Pure but for the random numbers it draws.</summary>
    TState Step(TState state, in Surroundings around, double dt, Noise noise);

    /// <summary>What is left after a power cycle: iron and water keep their temperature and wear, counters and set-points start fresh.</summary>
    TState AfterBoot(TState before, TState fresh);

    Draw DrawOf(TState state);
}
