using System.Runtime.CompilerServices;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Flow.Normalizing;

/// <summary>
/// Plan and state of every tag; what only deadbands and counters remember takes room where there are some. An entry is changed by its
/// owner only, one call at a time.
/// </summary>
internal sealed class TagPlans
{
    public TagPages<OwnedPlan> Plans { get; } = new();

    public TagPages<TagState> States { get; } = new();

    /// <summary>Of tags with a deadband.</summary>
    public TagPages<KeptSample> Kept { get; } = new();

    /// <summary>Of counters.</summary>
    public TagPages<CounterState> Counters { get; } = new();

    /// <summary>Puts a plan in place; what is remembered of the tag stays unless its result is of another kind.</summary>
    public void Set(TagHandle tag, TagPlan plan, int owner)
    {
        ref var place = ref Plans.At(tag);
        ref var state = ref States.At(tag);
        if (place.Plan?.Kind != plan.Kind || place.Plan.RawKind != plan.RawKind || place.Owner != owner)
            state.Flags &= TagFlags.HasTotal;
        if (double.IsNaN(plan.Deadband))
            state.Flags &= ~TagFlags.HasLast;
        place = new() { Plan = plan, Owner = owner };
    }

    /// <summary>The plan of a tag, null when it has none.</summary>
    public TagPlan? Find(TagHandle tag)
    {
        ref var place = ref Plans.Find(tag);
        return Unsafe.IsNullRef(ref place) ? null : place.Plan;
    }

    /// <summary>The plan of a tag, null when it has none or belongs to somebody else.</summary>
    public TagPlan? Find(TagHandle tag, int owner)
    {
        ref var place = ref Plans.Find(tag);
        return Unsafe.IsNullRef(ref place) || place.Owner != owner ? null : place.Plan;
    }

    public void Remove(TagHandle tag, int owner)
    {
        ref var place = ref Plans.At(tag);
        if (place.Owner == owner)
            place = default;
    }

    /// <summary>The total a counter goes on from, as history last had it, in raw counts times scale.</summary>
    public void SeedCounter(TagHandle tag, double total)
    {
        ref var state = ref States.At(tag);
        if (!double.IsFinite(total) || state.Is(TagFlags.HasTotal))
            return;
        var factor = Find(tag)?.Factor ?? 0;
        Counters.At(tag).Total = factor is 0 or double.NaN ? total : total / factor;
        state.Flags |= TagFlags.HasTotal;
    }

    /// <summary>The tags know nothing of their device any more: what comes next is Uncertain, counters get a new base.</summary>
    public void Unsynchronize(ReadOnlySpan<TagHandle> tags)
    {
        foreach (var tag in tags)
            States.At(tag).Flags &= ~(TagFlags.Synchronized | TagFlags.Seen | TagFlags.SynchronizeNext | TagFlags.HasBase);
    }

    /// <summary>Their first whole cycle is read. A tag of which nothing came since the connect or restart does not take part.</summary>
    public void Synchronize(ReadOnlySpan<TagHandle> tags, int owner)
    {
        foreach (var tag in tags)
        {
            if (Plans.At(tag).Owner != owner)
                continue;
            ref var state = ref States.At(tag);
            if (state.Is(TagFlags.Seen))
                state.Flags |= TagFlags.Synchronized;
        }
    }

    /// <summary>They are sent, not read: there is no cycle in which a value could be half.</summary>
    public void Trust(ReadOnlySpan<TagHandle> tags)
    {
        foreach (var tag in tags)
            States.At(tag).Flags |= TagFlags.Seen | TagFlags.Synchronized;
    }

    /// <summary>A tag that had failed alone is read again: the next sample is its whole cycle.</summary>
    public void SynchronizeWithNext(TagHandle tag)
    {
        ref var state = ref States.At(tag);
        if (!state.Is(TagFlags.Synchronized))
            state.Flags |= TagFlags.SynchronizeNext;
    }

    public bool IsSynchronized(TagHandle tag)
    {
        ref var state = ref States.Find(tag);
        return !Unsafe.IsNullRef(ref state) && state.Is(TagFlags.Synchronized);
    }
}

/// <summary>A tag's plan and whose tag it is.</summary>
internal struct OwnedPlan
{
    public TagPlan? Plan;
    /// <summary>The connection; 0 for nobody's.</summary>
    public int Owner;
}
