using System.Globalization;

namespace Millwright.Model;

/// <summary>A UTC time with 100 ns resolution, as ticks since 0001-01-01; 0 stands for none.</summary>
/// <remarks>Years 1 to 9999. The same scale as <see cref="DateTime.Ticks"/>; OPC UA counts the same ticks from 1601.</remarks>
/// <param name="Ticks">100 ns units since 0001-01-01T00:00:00Z.</param>
public readonly record struct Timestamp(long Ticks) : IComparable<Timestamp>
{
    public const long TicksPerMillisecond = TimeSpan.TicksPerMillisecond;

    private const long UnixEpochTicks = 621_355_968_000_000_000;

    public static Timestamp None => default;
    public static Timestamp MinValue => new(0);
    public static Timestamp MaxValue => new(DateTime.MaxValue.Ticks);

    public bool IsNone => Ticks == 0;

    public static Timestamp Now(TimeProvider clock) => new(clock.GetUtcNow().UtcTicks);

    public static Timestamp From(DateTimeOffset time) => new(time.UtcTicks);

    /// <summary>From milliseconds since 1970-01-01, as browsers count.</summary>
    public static Timestamp FromUnixMilliseconds(double milliseconds) => new(UnixEpochTicks + (long)Math.Round(milliseconds * TicksPerMillisecond));

    public double ToUnixMilliseconds() => (Ticks - UnixEpochTicks) / (double)TicksPerMillisecond;

    public DateTime ToDateTime() => new(Ticks, DateTimeKind.Utc);

    public int CompareTo(Timestamp other) => Ticks.CompareTo(other.Ticks);

    public static TimeSpan operator -(Timestamp later, Timestamp earlier) => new(later.Ticks - earlier.Ticks);
    public static Timestamp operator +(Timestamp time, TimeSpan span) => new(time.Ticks + span.Ticks);
    public static Timestamp operator -(Timestamp time, TimeSpan span) => new(time.Ticks - span.Ticks);
    public static bool operator <(Timestamp left, Timestamp right) => left.Ticks < right.Ticks;
    public static bool operator >(Timestamp left, Timestamp right) => left.Ticks > right.Ticks;
    public static bool operator <=(Timestamp left, Timestamp right) => left.Ticks <= right.Ticks;
    public static bool operator >=(Timestamp left, Timestamp right) => left.Ticks >= right.Ticks;

    /// <summary>ISO 8601 with 7 decimals: <c>2026-03-09T10:14:33.0000000Z</c>.</summary>
    public override string ToString() => ToDateTime().ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Reads ISO 8601; a time without zone is UTC.</summary>
    public static bool TryParse(string text, out Timestamp time)
    {
        var good = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed);
        time = good ? From(parsed) : default;
        return good;
    }
}
