namespace Millwright.Historian.Storage;

/// <summary>How long each tier of a tag is kept, in ticks; <see cref="long.MaxValue"/> for ever.</summary>
/// <param name="Samples">The samples themselves.</param>
/// <param name="Minutes">Roll-ups of a minute.</param>
/// <param name="Hours">Roll-ups of an hour.</param>
internal readonly record struct TierLimits(long Samples, long Minutes, long Hours)
{
    /// <summary>What is kept of samples of a certain age. Roll-ups are never dropped before the samples.</summary>
    public KeptTiers At(long age)
    {
        if (age <= Samples)
            return KeptTiers.All;
        var kept = age <= Minutes ? KeptTiers.Minutes | KeptTiers.Hours : KeptTiers.None;
        return age <= Hours ? kept | KeptTiers.Hours : kept;
    }

    /// <summary>The least age above a certain one at which something is dropped.</summary>
    public long Next(long age)
    {
        var next = long.MaxValue;
        foreach (var limit in (ReadOnlySpan<long>)[Samples, Minutes, Hours])
        {
            if (limit >= age)
                next = Math.Min(next, limit);
        }
        return next;
    }
}
