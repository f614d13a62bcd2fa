using Millwright.Model;

namespace Millwright.Publish.Stores.Postgres;

/// <summary>Times of 100 ns in a column of microseconds and one of the rest, 0 to 900 ns.</summary>
internal static class PostgresTime
{
    /// <summary>The time cut to its microsecond.</summary>
    public static DateTime Microsecond(long ticks) => new(ticks - (ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);

    public static short Nanos(long ticks) => (short)(ticks % TimeSpan.TicksPerMicrosecond * TimeSpan.NanosecondsPerTick);

    public static Timestamp Of(DateTime microsecond, short nanos) => new(microsecond.Ticks + (nanos / TimeSpan.NanosecondsPerTick));
}
