namespace Millwright.Historian.Codec;

/// <summary>How long the parts of time are whose summaries are kept beside the samples.</summary>
internal enum RollupTier
{
    Minute = 0,
    Hour = 1,
}

/// <summary>What can be said of a <see cref="RollupTier"/>.</summary>
internal static class RollupTiers
{
    public const int Count = 2;

    public static long Ticks(this RollupTier tier) => tier == RollupTier.Minute ? TimeSpan.TicksPerMinute : TimeSpan.TicksPerHour;
}
