using System.Globalization;

namespace Millwright.OpcUa.Types;

/// <summary>
/// A UTC time as 100 ns ticks since 1601-01-01 (OPC 10000-6, 5.2.2.5). 0 or less stands for "no time" and for anything before 1601;
/// <see cref="long.MaxValue"/> for anything after year 9999.
/// </summary>
public readonly record struct UaDateTime(long Ticks) : IComparable<UaDateTime>
{
    /// <summary>.NET ticks (since year 1) of 1601-01-01.</summary>
    public const long EpochDotNetTicks = 504_911_232_000_000_000;

    private const long LatestTicks = 3_155_378_975_999_999_999 - EpochDotNetTicks;

    /// <summary>False for the null time.</summary>
    public bool HasValue => Ticks > 0;

    /// <summary>.NET UTC ticks, clamped to what <see cref="DateTime"/> can hold.</summary>
    public long DotNetTicks => Ticks <= 0 ? 0 : Ticks > LatestTicks ? LatestTicks + EpochDotNetTicks : Ticks + EpochDotNetTicks;

    public static UaDateTime FromDotNetTicks(long utcTicks) =>
        new(utcTicks <= EpochDotNetTicks ? 0 : utcTicks - EpochDotNetTicks >= LatestTicks ? long.MaxValue : utcTicks - EpochDotNetTicks);

    public static UaDateTime From(DateTimeOffset time) => FromDotNetTicks(time.UtcTicks);

    /// <summary>The time, clamped: <see cref="DateTimeOffset.MinValue"/> for the null time.</summary>
    public DateTimeOffset ToDateTimeOffset() => new(DotNetTicks, TimeSpan.Zero);

    public int CompareTo(UaDateTime other) => Ticks.CompareTo(other.Ticks);

    public static bool operator <(UaDateTime left, UaDateTime right) => left.Ticks < right.Ticks;

    public static bool operator >(UaDateTime left, UaDateTime right) => left.Ticks > right.Ticks;

    public static bool operator <=(UaDateTime left, UaDateTime right) => left.Ticks <= right.Ticks;

    public static bool operator >=(UaDateTime left, UaDateTime right) => left.Ticks >= right.Ticks;

    public override string ToString() => new DateTime(DotNetTicks, DateTimeKind.Utc).ToString("o", CultureInfo.InvariantCulture);
}
