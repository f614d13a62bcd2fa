namespace Millwright.Flow.Normalizing;

/// <summary>A total that never falls and never jumps, from a device's count that does both.</summary>
/// <remarks>
/// Only samples that are Good count; what a device says between a restart and its first whole cycle does not. After a connect,
/// reconnect or restart the first Good count is a new base and adds nothing. A count that falls while the device stands has wrapped
/// when it went from the last tenth of an unsigned type to the first; otherwise somebody reset it, and it is a new base.
/// </remarks>
internal static class Counter
{
    private const double Edge = 0.1;

    /// <summary>Turns a raw count into the total.</summary>
    /// <param name="plan">The tag's plan.</param>
    /// <param name="state">Whether there are base and total.</param>
    /// <param name="counter">Base and total, moved on when the count is trusted.</param>
    /// <param name="trusted">False during startup sync and for samples that are not Good: the total stands still.</param>
    /// <param name="number">The raw count, and after it the total.</param>
    /// <returns>False while there is no total yet.</returns>
    public static bool TryCount(TagPlan plan, ref TagState state, ref CounterState counter, bool trusted, ref double number)
    {
        if (trusted)
        {
            if (!state.Is(TagFlags.HasTotal))
                counter.Total = number;
            else if (state.Is(TagFlags.HasBase))
                counter.Total += Step(plan.CounterModulus, counter.Base, number);
            counter.Base = number;
            state.Flags |= TagFlags.HasBase | TagFlags.HasTotal;
        }
        number = counter.Total;
        return state.Is(TagFlags.HasTotal);
    }

    /// <summary>What is counted between two raw counts.</summary>
    /// <param name="modulus">Where the count starts again at 0; 0 for never.</param>
    /// <param name="from">The count before.</param>
    /// <param name="to">The count now.</param>
    internal static double Step(double modulus, double from, double to)
    {
        if (to >= from)
            return to - from;
        var wrapped = from >= modulus * (1 - Edge) && to < modulus * Edge;
        return wrapped ? modulus - from + to : 0;
    }
}
