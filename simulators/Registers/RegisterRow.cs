namespace Millwright.Simulators.Registers;

/// <summary>A point and where its value comes from and goes to.</summary>
internal sealed record RegisterRow<TState>(RegisterPoint Point)
{
    public Func<TState, double> Read { get; init; } = static _ => 0;

    /// <summary>The state after a write; null for what cannot be written.</summary>
    public Func<TState, double, TState>? Write { get; init; }

    /// <summary>The text of a <see cref="RegisterType.Text"/> point.</summary>
    public Func<TState, string>? Text { get; init; }
}
